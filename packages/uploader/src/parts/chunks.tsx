import type { KnowledgeDocument } from '@skep/client'
import { useAsync, useClient, useLocale, useMessages } from '@skep/react'
import { Dialog, ErrorNote, Spinner, Tabs } from '@skep/react/ui'
import { type ReactElement, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { ChunkList } from './chunk-list.tsx'
import { factsText } from './document-state.ts'

/** @public */
export interface KnowledgeChunksProps {
  readonly document: KnowledgeDocument
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

/** What became of a document: its passages and its text, in a sheet. @public */
export function KnowledgeChunks({ document, open, onOpenChange }: KnowledgeChunksProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const locale = useLocale()
  const [tab, setTab] = useState<'chunks' | 'text'>('chunks')
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      placement="end"
      isFlush
      title={document.name}
      description={factsText(document, t, locale)}
    >
      <Tabs
        label={document.name}
        value={tab}
        onValueChange={setTab}
        className="sk:h-full"
        items={[
          {
            value: 'chunks',
            label: t('uploader.chunks'),
            count: document.chunkCount,
            content: <ChunkList document={document} />,
          },
          { value: 'text', label: t('uploader.text'), content: <LoadedText documentId={document.id} /> },
        ]}
      />
    </Dialog>
  )
}

function LoadedText({ documentId }: { readonly documentId: string }): ReactElement {
  const client = useClient()
  const { state, reload } = useAsync(() => client.knowledge.documentText(documentId), [client, documentId])
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
  return (
    <p dir="auto" className="sk:px-5 sk:py-4 sk:text-md sk:break-words sk:whitespace-pre-wrap">
      {state.value.text}
    </p>
  )
}
