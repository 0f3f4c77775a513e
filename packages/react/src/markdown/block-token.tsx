import { Check } from 'lucide-react'
import type { MarkedToken, Token, Tokens } from 'marked'
import { memo, type NamedExoticComponent, type ReactElement, useContext } from 'react'
import { CopyButton } from '../ui/copy-button.tsx'
import { InlineTokens } from './inline-tokens.tsx'
import { MAX_DEPTH } from './limits.ts'
import { MarkdownContext } from './markdown-context.ts'
import { isMarkedToken } from './parse-blocks.ts'

/** @internal */
export interface BlockTokenProps {
  readonly token: MarkedToken
  readonly depth: number
}

const HEADING_SIZES = [
  'sk:text-lg sk:font-semibold',
  'sk:text-lg sk:font-semibold',
  'sk:text-md sk:font-semibold',
  'sk:text-md sk:font-semibold',
  'sk:text-base sk:font-semibold',
  'sk:text-base sk:font-semibold sk:text-muted',
]
const MAX_LANGUAGE_CHARS = 24

/** Draws a block. Memoised: a frozen block of a streaming message is drawn once. @internal */
export const BlockToken: NamedExoticComponent<BlockTokenProps> = memo(function BlockToken({ token, depth }) {
  if (depth > MAX_DEPTH) return <p className="sk:whitespace-pre-wrap">{token.raw}</p>
  switch (token.type) {
    case 'paragraph':
      return (
        <p>
          <InlineTokens tokens={token.tokens} depth={depth} />
        </p>
      )
    case 'heading':
      return (
        // The level is drawn, not said: an answer must not rearrange the outline of the host's page.
        <p className={HEADING_SIZES[token.depth - 1]}>
          <InlineTokens tokens={token.tokens} depth={depth} />
        </p>
      )
    case 'code':
      return <CodeBlock token={token} />
    case 'blockquote':
      return (
        <blockquote className="sk:flex sk:flex-col sk:gap-2 sk:border-s-2 sk:border-line-strong/50 sk:ps-3 sk:text-muted">
          <BlockTokens tokens={token.tokens} depth={depth + 1} />
        </blockquote>
      )
    case 'list':
      return <List token={token} depth={depth} />
    case 'table':
      return <Table token={token} depth={depth} />
    case 'hr':
      return <hr className="sk:my-1 sk:h-px sk:border-0 sk:bg-line" />
    case 'space':
    case 'def':
    case 'checkbox':
      return null
    case 'text':
      return <InlineTokens tokens={token.tokens ?? [token]} depth={depth} />
    case 'html':
      return <p className="sk:break-words sk:whitespace-pre-wrap">{token.raw.trimEnd()}</p>
    default:
      return <p>{token.raw}</p>
  }
})

/** @internal */
export function BlockTokens(props: {
  readonly tokens: readonly Token[]
  readonly depth: number
}): ReactElement {
  return (
    <>
      {props.tokens.filter(isMarkedToken).map((token, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
        <BlockToken key={index} token={token} depth={props.depth} />
      ))}
    </>
  )
}

function CodeBlock({ token }: { readonly token: Tokens.Code }): ReactElement {
  const { copyCodeLabel } = useContext(MarkdownContext)
  const language = (token.lang ?? '').split(/\s/)[0]?.slice(0, MAX_LANGUAGE_CHARS)
  return (
    <figure className="sk:overflow-hidden sk:rounded-md sk:border sk:border-line sk:bg-sunken">
      <figcaption className="sk:flex sk:h-8 sk:items-center sk:justify-between sk:border-b sk:border-line sk:ps-3 sk:pe-1">
        <span className="sk:font-mono sk:text-xs sk:text-muted">{language}</span>
        <CopyButton text={token.text} label={copyCodeLabel} />
      </figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wide code must be scrollable by keyboard
        tabIndex={0}
        dir="ltr"
        data-skep-scroll=""
        className="sk:max-h-120 sk:px-3 sk:py-2.5 sk:text-start sk:text-sm sk:focus-visible:-outline-offset-2"
      >
        <code>{token.text}</code>
      </pre>
    </figure>
  )
}

function List({ token, depth }: { readonly token: Tokens.List; readonly depth: number }): ReactElement {
  const Tag = token.ordered ? 'ol' : 'ul'
  const isTasks = token.items.every((item) => item.task)
  return (
    <Tag
      {...(token.ordered && typeof token.start === 'number' && token.start !== 1
        ? { start: token.start }
        : {})}
      className={`sk:flex sk:flex-col sk:gap-1 ${isTasks ? '' : `sk:ps-5 ${token.ordered ? 'sk:list-decimal' : 'sk:list-disc'} sk:marker:text-faint`}`}
    >
      {token.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items are only ever added at the end
        <li key={index} className={item.task ? 'sk:flex sk:items-start sk:gap-2' : 'sk:ps-0.5'}>
          {item.task ? <TaskMark isDone={item.checked === true} /> : null}
          <div className="sk:flex sk:min-w-0 sk:flex-col sk:gap-1">
            <ItemTokens item={item} depth={depth + 1} />
          </div>
        </li>
      ))}
    </Tag>
  )
}

/** A tight item holds bare text; it stands in a line of its own beside nested blocks. */
function ItemTokens({
  item,
  depth,
}: {
  readonly item: Tokens.ListItem
  readonly depth: number
}): ReactElement {
  return (
    <>
      {item.tokens
        .filter(isMarkedToken)
        .filter(isDrawn)
        .map((token, index) => {
          const block = <BlockToken token={token} depth={depth} />
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
          return <div key={index}>{block}</div>
        })}
    </>
  )
}

function isDrawn(token: MarkedToken): boolean {
  return token.type !== 'checkbox' && token.type !== 'space' && token.type !== 'def'
}

function TaskMark({ isDone }: { readonly isDone: boolean }): ReactElement {
  return (
    <span
      role="img"
      aria-label={isDone ? '✓' : '○'}
      className={`sk:mt-1 sk:flex sk:size-3.5 sk:shrink-0 sk:items-center sk:justify-center sk:rounded-[4px] sk:border ${isDone ? 'sk:border-accent sk:bg-accent sk:text-accent-ink' : 'sk:border-line-strong'}`}
    >
      {isDone ? <Check size={10} strokeWidth={3} /> : null}
    </span>
  )
}

const ALIGNS = { left: 'sk:text-left', center: 'sk:text-center', right: 'sk:text-end' } as const

function Table({ token, depth }: { readonly token: Tokens.Table; readonly depth: number }): ReactElement {
  const cellClass = (cell: Tokens.TableCell): string =>
    `sk:px-3 sk:py-1.5 sk:align-top ${cell.align ? ALIGNS[cell.align] : 'sk:text-start'}`
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrollable by keyboard
      tabIndex={0}
      data-skep-scroll=""
      className="sk:rounded-md sk:border sk:border-line"
    >
      <table className="sk:w-full sk:text-base">
        <thead className="sk:border-b sk:border-line sk:bg-sunken">
          <tr>
            {token.header.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move
              <th key={index} scope="col" className={`${cellClass(cell)} sk:font-medium`}>
                <InlineTokens tokens={cell.tokens} depth={depth} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, rowIndex) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are only ever added at the end
            <tr key={rowIndex} className="sk:border-b sk:border-line sk:last:border-b-0">
              {row.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move
                <td key={index} className={cellClass(cell)}>
                  <InlineTokens tokens={cell.tokens} depth={depth} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
