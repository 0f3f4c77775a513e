import { type ReactElement, type ReactNode, useContext } from 'react'
import { MarkdownContext } from './markdown-context.ts'

const MARKER = /\[(\d{1,3}(?:\s*,\s*\d{1,3}){0,9})\]/g

/** Text whose `[1]` markers are chips where the message has such a source. @internal */
export function CitedText({ text }: { readonly text: string }): ReactElement {
  const { citationNumbers } = useContext(MarkdownContext)
  if (citationNumbers.size === 0 || !text.includes('[')) return <>{text}</>
  const parts: ReactNode[] = []
  let from = 0
  for (const match of text.matchAll(MARKER)) {
    const numbers = (match[1] ?? '').split(',').map(Number)
    if (!numbers.every((number) => citationNumbers.has(number))) continue
    parts.push(text.slice(from, match.index).replace(/ $/, ''))
    for (const number of numbers)
      parts.push(<CitationChip key={`${match.index}-${number}`} number={number} />)
    from = match.index + match[0].length
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  )
}

function CitationChip({ number }: { readonly number: number }): ReactElement {
  const { onCitation, citationLabel } = useContext(MarkdownContext)
  return (
    <button
      type="button"
      aria-label={citationLabel(number)}
      onClick={() => onCitation(number)}
      className="sk:relative sk:ms-1 sk:inline-flex sk:h-4 sk:min-w-4 sk:-translate-y-px sk:items-center sk:justify-center sk:rounded-[4px] sk:bg-accent-soft sk:px-1 sk:align-middle sk:text-[10px] sk:leading-4 sk:font-semibold sk:text-accent-text sk:tabular-nums sk:after:absolute sk:after:-inset-1 sk:hover:bg-accent sk:hover:text-accent-ink sk:focus-visible:outline-2 sk:focus-visible:outline-offset-1 sk:focus-visible:outline-accent"
    >
      {number}
    </button>
  )
}
