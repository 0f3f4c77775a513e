import type { Citation } from '@skep/client'
import { useMessages } from '@skep/react'
import { cx, OWN_DIRECTION } from '@skep/react/ui'
import { ChevronDown, FileText } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { placeOf } from './place-of.ts'

/** @internal */
export interface SourcesProps {
  readonly citations: readonly Citation[]
  readonly onOpen: (number: number) => void
}

const SHOWN_AT_FIRST = 3

/** The sources of an answer, one line each; a click opens the passage. @internal */
export function Sources({ citations, onOpen }: SourcesProps): ReactElement {
  const t = useMessages(chatMessages)
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? citations : citations.slice(0, SHOWN_AT_FIRST)
  return (
    <section className="sk:overflow-hidden sk:rounded-md sk:border sk:border-line">
      <p className="sk:flex sk:items-center sk:gap-1.5 sk:border-b sk:border-line sk:bg-sunken sk:px-3 sk:py-1.5 sk:text-xs sk:font-medium sk:text-muted">
        <FileText size={12} />
        {t('chat.sources', { count: citations.length })}
      </p>
      <ul>
        {shown.map((citation) => (
          <li key={citation.number} className="sk:border-b sk:border-line sk:last:border-b-0">
            <button
              type="button"
              onClick={() => onOpen(citation.number)}
              className="sk:flex sk:w-full sk:items-center sk:gap-2.5 sk:px-3 sk:py-1.5 sk:text-start sk:hover:bg-hover sk:active:bg-sunken sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
            >
              <span className="sk:inline-flex sk:h-4 sk:min-w-4 sk:shrink-0 sk:items-center sk:justify-center sk:rounded-[4px] sk:bg-accent-soft sk:px-1 sk:text-[10px] sk:font-semibold sk:text-accent-text sk:tabular-nums">
                {citation.number}
              </span>
              <span
                dir="auto"
                className={cx('sk:min-w-0 sk:truncate sk:text-sm sk:font-medium', OWN_DIRECTION)}
              >
                {citation.documentName}
              </span>
              <span
                dir="auto"
                className={cx('sk:min-w-0 sk:flex-1 sk:truncate sk:text-sm sk:text-muted', OWN_DIRECTION)}
              >
                {placeOf(citation, t)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length < citations.length ? (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="sk:flex sk:w-full sk:items-center sk:gap-1.5 sk:border-t sk:border-line sk:px-3 sk:py-1.5 sk:text-sm sk:text-muted sk:hover:bg-hover sk:hover:text-ink sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
        >
          <ChevronDown size={14} />
          {t('chat.moreSources', { count: citations.length })}
        </button>
      ) : null}
    </section>
  )
}
