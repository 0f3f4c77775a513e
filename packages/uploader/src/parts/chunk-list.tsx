import type { KnowledgeDocument } from '@skep/client'
import { useAsync, useClient, useMessages } from '@skep/react'
import { Button, EmptyState, ErrorNote, Spinner } from '@skep/react/ui'
import { Plus, Table2, TextSearch } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { ChunkCard } from './chunk-card.tsx'
import { ChunkForm } from './chunk-form.tsx'
import { ImportChunksDialog } from './import-chunks-dialog.tsx'

const PAGE_SIZE = 50

/** The passages of a document, some at a time, and a place to add one. @internal */
export function ChunkList({ document }: { readonly document: KnowledgeDocument }): ReactElement {
  const t = useMessages(uploaderMessages)
  const client = useClient()
  const [limit, setLimit] = useState(PAGE_SIZE)
  const [isAdding, setAdding] = useState(false)
  const [isImporting, setImporting] = useState(false)
  const { state, reload } = useAsync(
    () => client.knowledge.chunks(document.id, { offset: 0, limit }),
    [client, document.id, document.revision, limit],
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
  const chunks = state.value
  const isQuestion = chunks[0]?.question !== undefined
  const isReadOnly = document.isArchived
  return (
    <div className="sk:flex sk:flex-col sk:gap-3 sk:p-4">
      {isReadOnly || isAdding ? null : (
        <div className="sk:flex sk:flex-wrap sk:justify-end sk:gap-2">
          <Button size="sm" variant="ghost" icon={<Table2 size={14} />} onClick={() => setImporting(true)}>
            {t('uploader.importChunks')}
          </Button>
          <Button size="sm" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
            {t('uploader.addChunk')}
          </Button>
        </div>
      )}
      {isAdding ? (
        <ChunkForm
          className="sk:rounded-md sk:border sk:border-line sk:p-3"
          isQuestion={isQuestion}
          onClose={() => setAdding(false)}
          onSave={async (input) => {
            await client.knowledge.addChunks(document.id, [input])
            reload()
          }}
        />
      ) : null}
      {isImporting ? (
        <ImportChunksDialog
          document={document}
          isQuestion={isQuestion}
          onAdded={reload}
          onClose={() => setImporting(false)}
        />
      ) : null}
      {chunks.length === 0 ? (
        <EmptyState icon={<TextSearch size={18} />} title={t('uploader.noChunks')}>
          {t('uploader.noChunksText')}
        </EmptyState>
      ) : (
        <ol className="sk:flex sk:flex-col sk:gap-2">
          {chunks.map((chunk) => (
            <ChunkCard key={chunk.id} chunk={chunk} {...(isReadOnly ? {} : { onChanged: reload })} />
          ))}
        </ol>
      )}
      {document.chunkCount > chunks.length ? (
        <Button isBusy={state.status === 'loading'} onClick={() => setLimit(limit + PAGE_SIZE)}>
          {t('uploader.moreChunks')}
        </Button>
      ) : null}
    </div>
  )
}
