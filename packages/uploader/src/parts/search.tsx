import type { Passage, RetrievalSettings } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { Button, cx, EmptyState, ErrorNote, TextField } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { Search, SearchX } from 'lucide-react'
import { type FormEvent, type ReactElement, useRef, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { PassageCard } from './passage-card.tsx'

/** @public */
export interface KnowledgeSearchProps {
  readonly knowledgeIds: readonly string[]
  /** Over the settings of each base. */
  readonly settings?: Partial<RetrievalSettings>
  readonly className?: string
}

type Outcome =
  | { readonly status: 'idle' }
  | { readonly status: 'searching' }
  | { readonly status: 'failed'; readonly error: ErrorData }
  | { readonly status: 'found'; readonly passages: readonly Passage[]; readonly durationMs: number }

/** A question, and the passages that an app would get for it, with their scores. @public */
export function KnowledgeSearch({ knowledgeIds, settings, className }: KnowledgeSearchProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const client = useClient()
  const [query, setQuery] = useState('')
  const [outcome, setOutcome] = useState<Outcome>({ status: 'idle' })
  const round = useRef(0)
  const search = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault()
    if (query.trim() === '') return
    round.current += 1
    const mine = round.current
    setOutcome({ status: 'searching' })
    try {
      const result = await client.knowledge.retrieve({
        knowledgeIds,
        query,
        ...(settings ? { settings } : {}),
      })
      if (mine === round.current) setOutcome({ status: 'found', ...result })
    } catch (caught) {
      if (mine === round.current) setOutcome({ status: 'failed', error: toErrorData(caught) })
    }
  }
  return (
    <section
      aria-label={t('uploader.search')}
      className={cx('sk:flex sk:min-h-0 sk:flex-col sk:gap-3', className)}
    >
      <form onSubmit={(event) => void search(event)} className="sk:flex sk:items-end sk:gap-2">
        <TextField
          className="sk:flex-1"
          type="search"
          aria-label={t('uploader.search')}
          placeholder={t('uploader.searchPlaceholder')}
          start={<Search size={15} />}
          value={query}
          onValueChange={setQuery}
        />
        <Button
          type="submit"
          variant="primary"
          disabled={query.trim() === ''}
          isBusy={outcome.status === 'searching'}
        >
          {t('uploader.searchButton')}
        </Button>
      </form>
      {outcome.status === 'idle' ? (
        <EmptyState icon={<Search size={18} />} title={t('uploader.searchEmpty')}>
          {t('uploader.searchEmptyText')}
        </EmptyState>
      ) : null}
      {outcome.status === 'failed' ? <ErrorNote error={outcome.error} onRetry={() => void search()} /> : null}
      {outcome.status === 'found' && outcome.passages.length === 0 ? (
        <EmptyState icon={<SearchX size={18} />} title={t('uploader.noPassage')}>
          {t('uploader.noPassageText')}
        </EmptyState>
      ) : null}
      {outcome.status === 'found' && outcome.passages.length > 0 ? (
        <>
          <p role="status" className="sk:text-sm sk:text-muted">
            {t('uploader.found', { count: outcome.passages.length, ms: Math.round(outcome.durationMs) })}
          </p>
          <ol className="sk:flex sk:flex-col sk:gap-2">
            {outcome.passages.map((passage, index) => (
              <PassageCard key={passage.chunkId} passage={passage} rank={index + 1} />
            ))}
          </ol>
        </>
      ) : null}
    </section>
  )
}
