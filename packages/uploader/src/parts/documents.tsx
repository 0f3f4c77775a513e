import type { KnowledgeDocument } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { type PrimitiveAtom, useAtomValue } from '@skep/react/jotai'
import { ConfirmDialog, cx, EmptyState, ErrorNote, Spinner } from '@skep/react/ui'
import { Cable, Files } from 'lucide-react'
import { type ReactElement, useMemo, useState } from 'react'
import { hostOf } from '../external/host-of.ts'
import {
  baseAtom,
  countsAtom,
  documentAtomsAtom,
  pendingAtom,
  shownIdsAtom,
  statusAtom,
} from '../state/atoms.ts'
import { useKnowledge } from '../state/knowledge-context.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { KnowledgeChunks } from './chunks.tsx'
import { DocumentDetails } from './document-details.tsx'
import type { DocumentActions } from './document-menu.tsx'
import { DocumentRow } from './document-row.tsx'
import { DocumentsToolbar } from './documents-toolbar.tsx'
import { NameDialog } from './name-dialog.tsx'
import { PendingRow } from './pending-row.tsx'

/** @public */
export interface KnowledgeDocumentsProps {
  readonly className?: string
}

/** The documents of the base with their progress and errors. @public */
export function KnowledgeDocuments({ className }: KnowledgeDocumentsProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const { session } = useKnowledge()
  const client = useClient()
  const status = useAtomValue(statusAtom)
  const external = useAtomValue(baseAtom)?.external
  const counts = useAtomValue(countsAtom)
  const pending = useAtomValue(pendingAtom)
  const atoms = useAtomValue(documentAtomsAtom)
  const shownIds = useAtomValue(shownIdsAtom)
  const [opened, setOpened] = useState<KnowledgeDocument | null>(null)
  const [removing, setRemoving] = useState<KnowledgeDocument | null>(null)
  const [renaming, setRenaming] = useState<KnowledgeDocument | null>(null)
  const [detailed, setDetailed] = useState<KnowledgeDocument | null>(null)
  const actions: DocumentActions = useMemo(
    () => ({ onOpen: setOpened, onRename: setRenaming, onDetails: setDetailed, onRemove: setRemoving }),
    [],
  )
  // Gone when the document is, whoever removed it.
  const openedSource = opened ? atoms.get(opened.id) : undefined
  const ids = shownIds === '' ? [] : shownIds.split('\n')
  const isEmpty = counts.all === 0
  return (
    <section
      aria-label={t('uploader.documents')}
      className={cx(
        'sk:@container sk:flex sk:min-h-0 sk:flex-col sk:overflow-hidden sk:rounded-lg sk:border sk:border-line sk:bg-surface',
        className,
      )}
    >
      {status.status === 'loading' && isEmpty ? (
        <div className="sk:flex sk:justify-center sk:p-10 sk:text-faint">
          <Spinner size={20} />
        </div>
      ) : null}
      {status.status === 'failed' ? (
        <div className="sk:p-3">
          <ErrorNote error={status.error} onRetry={() => void session.load()} />
        </div>
      ) : null}
      {external && isEmpty ? (
        <EmptyState icon={<Cable size={18} />} title={t('uploader.externalDocuments')}>
          {t('uploader.externalDocumentsText', { host: hostOf(external.endpoint) })}
        </EmptyState>
      ) : null}
      {status.status === 'ready' && isEmpty && !external ? (
        <EmptyState icon={<Files size={18} />} title={t('uploader.emptyTitle')}>
          {t('uploader.emptyText')}
        </EmptyState>
      ) : null}
      {isEmpty ? null : (
        <>
          <DocumentsToolbar />
          <ul data-skep-scroll="" className="sk:min-h-0 sk:flex-1">
            {pending.map((file) => (
              <PendingRow key={file.key} file={file} />
            ))}
            {ids.map((id) => {
              const source = atoms.get(id)
              return source ? <DocumentRow key={id} source={source} actions={actions} /> : null
            })}
            {ids.length === 0 && atoms.size > 0 ? (
              <li className="sk:px-3 sk:py-6 sk:text-center sk:text-muted">{t('uploader.noMatch')}</li>
            ) : null}
          </ul>
        </>
      )}
      {openedSource ? <OpenedDocument source={openedSource} onClose={() => setOpened(null)} /> : null}
      {renaming ? (
        <NameDialog
          title={t('uploader.renameDocument')}
          confirmLabel={t('uploader.save')}
          initialName={renaming.name}
          onConfirm={(name) => session.change(() => client.knowledge.updateDocument(renaming.id, { name }))}
          onClose={() => setRenaming(null)}
        />
      ) : null}
      {detailed ? <DocumentDetails document={detailed} onClose={() => setDetailed(null)} /> : null}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={t('uploader.removeTitle')}
        confirmLabel={t('uploader.remove')}
        onConfirm={() => (removing ? session.remove(removing.id) : undefined)}
      >
        {t('uploader.removeText', { name: removing?.name ?? '' })}
      </ConfirmDialog>
    </section>
  )
}

/** Its passages, as they are while others change them. */
function OpenedDocument(props: {
  readonly source: PrimitiveAtom<KnowledgeDocument>
  readonly onClose: () => void
}): ReactElement {
  const document = useAtomValue(props.source)
  return <KnowledgeChunks document={document} open onOpenChange={props.onClose} />
}
