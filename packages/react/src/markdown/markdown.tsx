import { Component, type ReactElement, type ReactNode, useState } from 'react'
import { BlockToken } from './block-token.tsx'
import { createMarkdownParser } from './parse-blocks.ts'

/** @public */
export interface MarkdownProps {
  readonly text: string
  readonly isStreaming?: boolean
  /** Said below a text that was too long to show whole. */
  readonly cutNote: string
}

/** A message's Markdown as React elements: no HTML, no unsafe address, no request before a click. @public */
export function Markdown(props: MarkdownProps): ReactElement {
  return (
    <MessageBoundary text={props.text}>
      <MarkdownBlocks {...props} />
    </MessageBoundary>
  )
}

function MarkdownBlocks({ text, isStreaming = false, cutNote }: MarkdownProps): ReactElement {
  const [parser] = useState(createMarkdownParser)
  const { blocks, isCut } = parser.parse(text, !isStreaming)
  return (
    <div className="sk:flex sk:flex-col sk:gap-3 sk:text-md sk:break-words">
      {blocks.map(({ key, token }) => (
        <BlockToken key={key} token={token} depth={0} />
      ))}
      {isCut ? <p className="sk:text-sm sk:text-muted">{cutNote}</p> : null}
    </div>
  )
}

/** Whatever goes wrong while one message is drawn, the others stay and the text can still be read. */
class MessageBoundary extends Component<
  { readonly text: string; readonly children: ReactNode },
  { hasFailed: boolean }
> {
  override state: { hasFailed: boolean } = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
    return <p className="sk:text-md sk:break-words sk:whitespace-pre-wrap">{this.props.text}</p>
  }
}
