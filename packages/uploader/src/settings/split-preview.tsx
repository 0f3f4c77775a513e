import type { KnowledgeDocument, SplitPreview as Preview, SplitSettings } from '@skep/client'
import { useAsync, useClient, useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { ErrorNote, Select, Spinner, TextArea } from '@skep/react/ui'
import { type ReactElement, useDeferredValue, useState } from 'react'
import { ChunkCard } from '../parts/chunk-card.tsx'
import { readyDocumentsAtom } from '../state/atoms.ts'
import { uploaderMessages } from '../uploader-messages.ts'

const PASTED = ''
/** A person looks at a few passages; the whole of a long book tells no more. */
const MOST_CHARS = 100_000

/** What settings make of a text, before anything is stored. @internal */
export function SplitPreview({ split }: { readonly split: SplitSettings }): ReactElement {
  const t = useMessages(uploaderMessages)
  const documents = useAtomValue(readyDocumentsAtom)
  const [chosen, setChosen] = useState<string | null>(null)
  const [pasted, setPasted] = useState('')
  const documentId = chosen ?? documents[0]?.id ?? PASTED
  const text = useDeferredValue(pasted)
  const settings = useDeferredValue(split)
  return (
    <div className="sk:flex sk:flex-col sk:gap-3">
      <Select
        label={t('uploader.previewOf')}
        value={documentId}
        onValueChange={setChosen}
        options={[
          ...documents.map(({ id, name }: KnowledgeDocument) => ({ value: id, label: name })),
          { value: PASTED, label: t('uploader.previewPasted') },
        ]}
      />
      {documentId === PASTED ? (
        <TextArea
          aria-label={t('uploader.previewPasted')}
          placeholder={t('uploader.previewPlaceholder')}
          rows={5}
          value={pasted}
          onValueChange={setPasted}
        />
      ) : null}
      <PreviewChunks documentId={documentId} text={text} split={settings} />
    </div>
  )
}

function PreviewChunks({
  documentId,
  text,
  split,
}: {
  readonly documentId: string
  readonly text: string
  readonly split: SplitSettings
}): ReactElement | null {
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const { state, reload } = useAsync(async (): Promise<Preview | null> => {
    const source = documentId === PASTED ? text : (await knowledge.documentText(documentId)).text
    return source.trim() === '' ? null : knowledge.preview({ text: source.slice(0, MOST_CHARS), split })
  }, [knowledge, documentId, text, split])
  if (state.status === 'failed') return <ErrorNote error={state.error} onRetry={reload} />
  if (state.status === 'loading' && !state.value) {
    return (
      <div className="sk:flex sk:justify-center sk:p-6 sk:text-faint">
        <Spinner size={18} />
      </div>
    )
  }
  if (!state.value) return null
  const { chunks, total, warnings } = state.value
  return (
    <>
      <p role="status" className="sk:text-sm sk:text-muted">
        {t('uploader.previewCount', { count: total })}
        {total > chunks.length ? ` ${t('uploader.previewFirst', { count: chunks.length })}` : null}
      </p>
      {warnings.map(({ code, message }) => (
        <p key={code} className="sk:text-sm sk:text-warn">
          {message}
        </p>
      ))}
      <ol data-skep-scroll="" className="sk:flex sk:max-h-96 sk:flex-col sk:gap-2 sk:overflow-y-auto">
        {chunks.map((chunk) => (
          <ChunkCard key={chunk.id} chunk={chunk} />
        ))}
      </ol>
    </>
  )
}
