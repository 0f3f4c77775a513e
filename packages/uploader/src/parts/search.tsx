import {
  type BaseExplanation,
  changeRetrieval,
  type RetrievalChanges,
  type RetrievalSettings,
  type RetrieveResult,
} from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { Button, cx, EmptyState, ErrorNote, TextField } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { Search, SearchX, TriangleAlert } from 'lucide-react'
import { type FormEvent, type ReactElement, useRef, useState } from 'react'
import { useBase } from '../state/use-base.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { Disclosure } from './disclosure.tsx'
import { NearMisses } from './near-misses.tsx'
import { PassageCard } from './passage-card.tsx'
import { PastQueries } from './past-queries.tsx'
import { SearchSettings } from './search-settings.tsx'

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
  | { readonly status: 'found'; readonly result: RetrieveResult }

/**
 * The retrieval test: a question, the passages that an app would get for it, and how each came to its place. Settings
 * are changed for the test alone.
 * @public
 */
export function KnowledgeSearch({ knowledgeIds, settings, className }: KnowledgeSearchProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const client = useClient()
  const [query, setQuery] = useState('')
  const [changes, setChanges] = useState<RetrievalChanges>({})
  const [outcome, setOutcome] = useState<Outcome>({ status: 'idle' })
  const round = useRef(0)
  const base = useBase(knowledgeIds[0])
  const shown = base ? changeRetrieval(base.retrieval, { ...settings, ...changes }) : null
  const search = async (more: RetrievalChanges = {}, asked = query): Promise<void> => {
    if (asked.trim() === '') return
    round.current += 1
    const mine = round.current
    setOutcome({ status: 'searching' })
    try {
      const result = await client.knowledge.retrieve({
        knowledgeIds,
        query: asked,
        settings: { ...settings, ...changes, ...more },
        explain: true,
        record: 'test',
      })
      if (mine === round.current) setOutcome({ status: 'found', result })
    } catch (caught) {
      if (mine === round.current) setOutcome({ status: 'failed', error: toErrorData(caught) })
    }
  }
  const change = (more: RetrievalChanges): void => {
    setChanges({ ...changes, ...more })
    if (outcome.status === 'found') void search(more)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void search()
  }
  return (
    <section
      aria-label={t('uploader.search')}
      className={cx('sk:flex sk:min-h-0 sk:flex-col sk:gap-3', className)}
    >
      <form onSubmit={submit} className="sk:flex sk:items-end sk:gap-2">
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
      {shown ? (
        <Disclosure title={t('uploader.testSettings')}>
          <SearchSettings settings={shown} isExternal={base?.external !== undefined} onChange={change} />
        </Disclosure>
      ) : null}
      {outcome.status === 'idle' ? (
        <>
          <EmptyState icon={<Search size={18} />} title={t('uploader.searchEmpty')}>
            {t('uploader.searchEmptyText')}
          </EmptyState>
          <PastQueries
            knowledgeId={knowledgeIds[0]}
            onChoose={(past) => {
              setQuery(past)
              void search({}, past)
            }}
          />
        </>
      ) : null}
      {outcome.status === 'failed' ? <ErrorNote error={outcome.error} onRetry={() => void search()} /> : null}
      {outcome.status === 'found' ? <Found result={outcome.result} /> : null}
    </section>
  )
}

function Found({ result }: { readonly result: RetrieveResult }): ReactElement {
  const t = useMessages(uploaderMessages)
  const { passages, durationMs, warnings = [], explanation } = result
  return (
    <>
      {warnings.map(({ code, message }) => (
        <p key={code + message} className="sk:flex sk:items-start sk:gap-1.5 sk:text-sm sk:text-warn">
          <TriangleAlert size={13} className="sk:mt-0.5" />
          <span>
            {message} <span className="sk:font-mono sk:text-xs">{code}</span>
          </span>
        </p>
      ))}
      {passages.length === 0 ? (
        <EmptyState icon={<SearchX size={18} />} title={t('uploader.noPassage')}>
          {t('uploader.noPassageText')}
        </EmptyState>
      ) : (
        <p role="status" className="sk:text-sm sk:text-muted">
          {t('uploader.found', { count: passages.length, ms: Math.round(durationMs) })}
        </p>
      )}
      {explanation?.bases.map((base) => (
        <BaseFacts key={base.knowledgeId} base={base} isOnly={explanation.bases.length === 1} />
      ))}
      {passages.length > 0 ? (
        <ol className="sk:flex sk:flex-col sk:gap-2">
          {passages.map((passage, index) => (
            <PassageCard key={passage.chunkId} passage={passage} rank={index + 1} />
          ))}
        </ol>
      ) : null}
      {explanation && explanation.nearMisses.length > 0 ? (
        <NearMisses misses={explanation.nearMisses} />
      ) : null}
    </>
  )
}

/** What a base made of the question: its words as they are searched, and how many passages took part. */
function BaseFacts({
  base,
  isOnly,
}: {
  readonly base: BaseExplanation
  readonly isOnly: boolean
}): ReactElement {
  const t = useMessages(uploaderMessages)
  return (
    <p className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-1.5 sk:gap-y-1 sk:text-sm sk:text-muted">
      {isOnly ? null : <bdi className="sk:font-medium sk:text-ink">{base.knowledgeName}</bdi>}
      {t('uploader.searched', { searched: base.searchedChunks, total: base.totalChunks })}
      {base.terms.map(({ term, matched, frequency }) => (
        <span
          key={term}
          title={
            matched === null ? t('uploader.termUnknown') : t('uploader.termFrequency', { count: frequency })
          }
          className={cx(
            'sk:rounded-[5px] sk:bg-sunken sk:px-1.5 sk:py-0.5 sk:text-xs',
            matched === null ? 'sk:text-faint sk:line-through' : 'sk:text-ink',
          )}
        >
          <bdi>{matched === null || matched === term ? term : `${term} → ${matched}`}</bdi>
        </span>
      ))}
    </p>
  )
}
