import type { KnowledgeDocument } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { IconButton, Menu, MenuItem, MenuSeparator, useToast } from '@skep/react/ui'
import { toErrorData } from '@skep/schema'
import {
  Archive,
  ArchiveRestore,
  Ellipsis,
  Eye,
  EyeOff,
  Pause,
  PencilLine,
  Play,
  RotateCw,
  Square,
  Tags,
  TextSearch,
  Trash2,
} from 'lucide-react'
import type { ReactElement } from 'react'
import { useKnowledge } from '../state/knowledge-context.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { isWorking } from './document-state.ts'

/** What a document's menu opens elsewhere. @internal */
export interface DocumentActions {
  readonly onOpen: (document: KnowledgeDocument) => void
  readonly onRename: (document: KnowledgeDocument) => void
  readonly onDetails: (document: KnowledgeDocument) => void
  readonly onRemove: (document: KnowledgeDocument) => void
}

/** @internal */
export interface DocumentMenuProps {
  readonly document: KnowledgeDocument
  readonly actions: DocumentActions
  readonly onRetry: () => void
}

/** Everything that can be done with one document now. @internal */
export function DocumentMenu({ document, actions, onRetry }: DocumentMenuProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const { session } = useKnowledge()
  const { knowledge } = useClient()
  const toast = useToast()
  const { id, state, isEnabled, isArchived } = document
  const label = t('uploader.more', { name: document.name })
  const act = (work: () => Promise<KnowledgeDocument>) => (): void => {
    session.change(work).catch((error: unknown) => toast({ tone: 'bad', title: toErrorData(error).message }))
  }
  return (
    <Menu
      label={label}
      align="end"
      trigger={<IconButton tooltip="none" label={label} icon={<Ellipsis size={16} />} />}
    >
      {isWorking(document) ? (
        <MenuItem icon={<Pause size={14} />} onSelect={act(() => knowledge.pauseDocument(id))}>
          {t('uploader.pause')}
        </MenuItem>
      ) : null}
      {state === 'paused' ? (
        <MenuItem icon={<Play size={14} />} onSelect={act(() => knowledge.resumeDocument(id))}>
          {t('uploader.resume')}
        </MenuItem>
      ) : null}
      {isWorking(document) || state === 'paused' ? (
        <MenuItem icon={<Square size={14} />} onSelect={act(() => knowledge.cancelDocument(id))}>
          {t('uploader.cancelWork')}
        </MenuItem>
      ) : null}
      {state === 'ready' ? (
        <MenuItem icon={<TextSearch size={14} />} onSelect={() => actions.onOpen(document)}>
          {t('uploader.open')}
        </MenuItem>
      ) : null}
      {state === 'failed' ? (
        <MenuItem icon={<RotateCw size={14} />} onSelect={onRetry}>
          {t('uploader.retry')}
        </MenuItem>
      ) : null}
      {state === 'ready' ? (
        <>
          <MenuItem icon={<Tags size={14} />} onSelect={() => actions.onDetails(document)}>
            {t('uploader.details')}
          </MenuItem>
          {isArchived ? null : (
            <>
              <MenuItem icon={<PencilLine size={14} />} onSelect={() => actions.onRename(document)}>
                {t('uploader.rename')}
              </MenuItem>
              <MenuItem icon={<RotateCw size={14} />} onSelect={act(() => knowledge.reindex(id))}>
                {t('uploader.reindex')}
              </MenuItem>
              <MenuItem
                icon={isEnabled ? <EyeOff size={14} /> : <Eye size={14} />}
                onSelect={act(() => knowledge.updateDocument(id, { isEnabled: !isEnabled }))}
              >
                {t(isEnabled ? 'uploader.disable' : 'uploader.enable')}
              </MenuItem>
            </>
          )}
          <MenuItem
            icon={isArchived ? <ArchiveRestore size={14} /> : <Archive size={14} />}
            onSelect={act(() => knowledge.updateDocument(id, { isArchived: !isArchived }))}
          >
            {t(isArchived ? 'uploader.unarchive' : 'uploader.archive')}
          </MenuItem>
        </>
      ) : null}
      <MenuSeparator />
      <MenuItem icon={<Trash2 size={14} />} tone="danger" onSelect={() => actions.onRemove(document)}>
        {t('uploader.remove')}
      </MenuItem>
    </Menu>
  )
}
