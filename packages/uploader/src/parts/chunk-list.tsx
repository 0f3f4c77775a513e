import type { KnowledgeChunk, KnowledgeDocument } from '@skep/client'
import { useAsync, useClient, useMessages } from '@skep/react'
import { Button, EmptyState, ErrorNote, Spinner } from '@skep/react/ui'
import { TextSearch } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { placeOf } from './place-of.ts'

const PAGE_SIZE = 50

/** The passages of a document, some at a time. @internal */
export function ChunkList({ document }: { readonly document: KnowledgeDocument }): ReactElement {
  const t = useMessages(uploaderMessages)
  const client = useClient()
  const [limit, setLimit] = useState(PAGE_SIZE)
  const { state, reload } = useAsync(
    () => client.knowledge.chunks(document.id, { offset: 0, limit }),
    [client, document.id, document.chunkCount, limit],
  )
  if (state.status === 'failed') {
    return (
      <div className="sk:p-4">
        <ErrorNote error={state.error} onRetry={reload} />
      </div>
    )
  }
  if (!state.value) {
    return (
      <div className="sk:flex sk:justify-center sk:p-10 sk:text-faint">
        <Spinner size={20} />
      </div>
    )
  }
  if (state.value.length === 0) {
    return (
      <EmptyState icon={<TextSearch size={18} />} title={t('uploader.noChunks')}>
        {t('uploader.noChunksText')}
      </EmptyState>
    )
  }
  return (
    <div className="sk:flex sk:flex-col sk:gap-3 sk:p-4">
      <ol className="sk:flex sk:flex-col sk:gap-2">
        {state.value.map((chunk) => (
          <ChunkCard key={chunk.id} chunk={chunk} />
        ))}
      </ol>
      {document.chunkCount > state.value.length ? (
        <Button isBusy={state.status === 'loading'} onClick={() => setLimit(limit + PAGE_SIZE)}>
          {t('uploader.moreChunks')}
        </Button>
      ) : null}
    </div>
  )
}

function ChunkCard({ chunk }: { readonly chunk: KnowledgeChunk }): ReactElement {
  const t = useMessages(uploaderMessages)
  return (
    <li className="sk:rounded-md sk:border sk:border-line sk:[contain-intrinsic-size:auto_120px] sk:[content-visibility:auto]">
      <div className="sk:flex sk:items-center sk:gap-2 sk:border-b sk:border-line sk:bg-sunken sk:px-3 sk:py-1 sk:text-xs sk:text-muted">
        <span className="sk:font-semibold sk:tabular-nums">{chunk.index + 1}</span>
        <span className="sk:min-w-0 sk:flex-1 sk:truncate">{placeOf(chunk.location, t)}</span>
        <span className="sk:tabular-nums">{t('uploader.chars', { count: chunk.text.length })}</span>
      </div>
      <p dir="auto" className="sk:px-3 sk:py-2 sk:break-words sk:whitespace-pre-wrap">
        {chunk.text}
      </p>
    </li>
  )
}
