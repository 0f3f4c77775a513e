import type { MarkedToken, Token, Tokens } from 'marked'
import { type ReactElement, type ReactNode, useContext } from 'react'
import { CitedText } from './cited-text.tsx'
import { decodeEntities } from './decode-entities.ts'
import { MAX_DEPTH, MAX_INLINE_TOKENS } from './limits.ts'
import { MarkdownContext } from './markdown-context.ts'
import { isMarkedToken } from './parse-blocks.ts'
import { allowedImage, hidesHost, safeUrl } from './safe-url.ts'

/** @internal */
export interface InlineTokensProps {
  readonly tokens: readonly Token[] | undefined
  readonly depth: number
  /** A link holds no link. */
  readonly isInLink?: boolean
}

/** Draws inline tokens as React elements. Raw HTML is shown as the text it is. @internal */
export function InlineTokens({ tokens = [], depth, isInLink = false }: InlineTokensProps): ReactElement {
  const parts: ReactNode[] = []
  let text = ''
  const flush = (): void => {
    if (text !== '') parts.push(isInLink ? text : <CitedText key={parts.length} text={text} />)
    text = ''
  }
  for (const [index, token] of tokens.entries()) {
    if (!isMarkedToken(token)) continue
    const plain = index < MAX_INLINE_TOKENS ? plainText(token, depth) : token.raw
    if (plain !== null) {
      text += plain
      continue
    }
    flush()
    parts.push(<InlineToken key={parts.length} token={token} depth={depth + 1} isInLink={isInLink} />)
  }
  flush()
  return <>{parts}</>
}

/** What a token is as text; null when it is more than that. Neighbours are joined, so that hostile text stays one node. */
function plainText(token: MarkedToken, depth: number): string | null {
  switch (token.type) {
    case 'text':
      return token.tokens && depth < MAX_DEPTH ? null : decodeEntities(token.text)
    case 'escape':
      return token.text
    case 'html':
      return token.raw
    case 'strong':
    case 'em':
    case 'del':
    case 'link':
    case 'image':
      return depth < MAX_DEPTH ? null : token.raw
    case 'br':
    case 'codespan':
      return null
    default:
      return token.raw
  }
}

function InlineToken(props: {
  readonly token: MarkedToken
  readonly depth: number
  readonly isInLink: boolean
}): ReactElement | null {
  const { token, depth, isInLink } = props
  switch (token.type) {
    case 'text':
      return <InlineTokens tokens={token.tokens} depth={depth} isInLink={isInLink} />
    case 'strong':
      return (
        <strong>
          <InlineTokens tokens={token.tokens} depth={depth} isInLink={isInLink} />
        </strong>
      )
    case 'em':
      return (
        <em>
          <InlineTokens tokens={token.tokens} depth={depth} isInLink={isInLink} />
        </em>
      )
    case 'del':
      return (
        <del>
          <InlineTokens tokens={token.tokens} depth={depth} isInLink={isInLink} />
        </del>
      )
    case 'codespan':
      return (
        <code className="sk:rounded-[4px] sk:border sk:border-line sk:bg-sunken sk:px-1 sk:py-px sk:text-[0.9em] sk:break-words">
          {token.text}
        </code>
      )
    case 'br':
      return <br />
    case 'link':
      return <Link token={token} depth={depth} isInLink={isInLink} />
    case 'image':
      return <Image token={token} isInLink={isInLink} />
    default:
      return null
  }
}

function Link(props: {
  readonly token: Tokens.Link
  readonly depth: number
  readonly isInLink: boolean
}): ReactElement {
  const { token, depth, isInLink } = props
  const url = isInLink ? null : safeUrl(token.href)
  const words = <InlineTokens tokens={token.tokens} depth={depth} isInLink={url !== null || isInLink} />
  return url ? <SafeLink {...url} text={token.text} words={words} /> : words
}

/** A picture is a request to its host, so it is drawn only where the host of the page allows that. */
function Image({ token, isInLink }: { readonly token: Tokens.Image; readonly isInLink: boolean }): ReactNode {
  const { allowedImageOrigins, imageLabel } = useContext(MarkdownContext)
  const source = allowedImage(token.href, allowedImageOrigins)
  const alt = decodeEntities(token.text)
  if (source) {
    return (
      <img
        src={source}
        alt={alt}
        loading="lazy"
        referrerPolicy="no-referrer"
        className="sk:my-2 sk:inline-block sk:rounded-sm"
      />
    )
  }
  const words = imageLabel(alt)
  const url = isInLink ? null : safeUrl(token.href)
  return url ? <SafeLink {...url} text={words} words={words} /> : words
}

function SafeLink(props: {
  readonly href: string
  readonly host: string
  readonly text: string
  readonly words: ReactNode
}): ReactElement {
  const { href, host, text, words } = props
  return (
    <>
      <a
        href={href}
        title={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="sk:rounded-[2px] sk:text-accent-text sk:underline sk:decoration-accent/40 sk:underline-offset-2 sk:break-words sk:hover:decoration-accent"
      >
        {words}
      </a>
      {hidesHost(text, { href, host }) ? <span className="sk:text-sm sk:text-muted"> ({host})</span> : null}
    </>
  )
}
