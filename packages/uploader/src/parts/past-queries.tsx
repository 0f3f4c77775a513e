import { useAsync, useClient, useMessages } from '@skep/react'
import { Badge } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { OwnName } from './own-name.tsx'

/** @internal */
export interface PastQueriesProps {
  readonly knowledgeId: string | undefined
  readonly onChoose: (query: string) => void
}

const SHOWN = 8

/** What the base was asked lately, each question once. Nothing where nothing was. @internal */
export function PastQueries({ knowledgeId, onChoose }: PastQueriesProps): ReactElement | null {
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const { state } = useAsync(
    async () => (knowledgeId === undefined ? [] : knowledge.queries(knowledgeId)),
    [knowledge, knowledgeId],
  )
  const latest = (state.value ?? [])
    .filter(({ query }, index, all) => all.findIndex((past) => past.query === query) === index)
    .slice(0, SHOWN)
  if (latest.length === 0) return null
  return (
    <section aria-label={t('uploader.pastQueries')} className="sk:flex sk:flex-col sk:gap-1">
      <h3 className="sk:text-sm sk:text-muted">{t('uploader.pastQueries')}</h3>
      <ul className="sk:flex sk:flex-col">
        {latest.map(({ id, query, source, passageCount }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onChoose(query)}
              className="sk:flex sk:w-full sk:items-center sk:gap-2 sk:rounded-sm sk:px-2 sk:py-1.5 sk:text-start sk:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
            >
              <span className="sk:min-w-0 sk:flex-1">
                <OwnName>{query}</OwnName>
              </span>
              <Badge tone={source === 'app' ? 'accent' : 'neutral'}>
                {t(source === 'app' ? 'uploader.askedByApp' : 'uploader.askedInTest')}
              </Badge>
              <span className="sk:text-sm sk:text-muted sk:tabular-nums">
                {t('uploader.chunkCount', { count: passageCount })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
