import type { KnowledgeBase } from '@skep/client'
import { useAsync, useClient, useMessages } from '@skep/react'
import {
  Button,
  ConfirmDialog,
  cx,
  EmptyState,
  ErrorNote,
  IconButton,
  Menu,
  MenuItem,
  Spinner,
  useToast,
} from '@skep/react/ui'
import { toErrorData } from '@skep/schema'
import { Cable, Ellipsis, FolderInput, Library, Plus } from 'lucide-react'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import { ExternalDialog } from '../external/external-dialog.tsx'
import { uploaderMessages } from '../uploader-messages.ts'
import { BaseRow } from './base-row.tsx'
import { NameDialog } from './name-dialog.tsx'
import { saveBlob } from './save-blob.ts'

/** @public */
export interface KnowledgeBasesProps {
  readonly selectedId?: string | null
  readonly onSelect?: (knowledgeId: string | null) => void
  readonly className?: string
}

/** The knowledge bases of this namespace: choose, make, connect, rename, delete. @public */
export function KnowledgeBases({ selectedId, onSelect, className }: KnowledgeBasesProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const client = useClient()
  const { state, reload, set } = useAsync(() => client.knowledge.list(), [client])
  const toast = useToast()
  const archive = useRef<HTMLInputElement>(null)
  const [isImporting, setImporting] = useState(false)
  const [isCreating, setCreating] = useState(false)
  const [renaming, setRenaming] = useState<KnowledgeBase | null>(null)
  const [connection, setConnection] = useState<KnowledgeBase | 'new' | null>(null)
  const [removing, setRemoving] = useState<KnowledgeBase | null>(null)
  useEffect(
    () =>
      client.knowledge.watch((event) => {
        if (event.type === 'base_changed') set((bases = []) => withBase(bases, event.base))
        if (event.type === 'base_removed')
          set((bases = []) => bases.filter((base) => base.id !== event.knowledgeId))
      }),
    [client, set],
  )
  const act = (work: () => Promise<unknown>) => (): void => {
    work().catch((error: unknown) => toast({ tone: 'bad', title: toErrorData(error).message }))
  }
  const show = (base: KnowledgeBase): void => {
    set((known = []) => withBase(known, base))
    onSelect?.(base.id)
  }
  const importFile = (file: File): void => {
    setImporting(true)
    act(async () => {
      try {
        const base = await client.knowledge.importBase({ name: file.name, bytes: file })
        show(base)
        // No export holds a key.
        if (base.external) setConnection(base)
      } finally {
        setImporting(false)
      }
    })()
  }
  const bases = state.value
  return (
    <section aria-label={t('uploader.bases')} className={cx('sk:flex sk:min-h-0 sk:flex-col', className)}>
      <div className="sk:flex sk:min-h-11 sk:items-center sk:justify-between sk:gap-2 sk:ps-2">
        <h3 className="sk:font-semibold">{t('uploader.bases')}</h3>
        <div className="sk:flex sk:items-center">
          <Button size="sm" variant="ghost" icon={<Plus size={14} />} onClick={() => setCreating(true)}>
            {t('uploader.create')}
          </Button>
          <Menu
            label={t('uploader.more', { name: t('uploader.bases') })}
            align="end"
            trigger={
              <IconButton
                size="sm"
                tooltip="none"
                label={t('uploader.more', { name: t('uploader.bases') })}
                icon={isImporting ? <Spinner size={14} /> : <Ellipsis size={15} />}
              />
            }
          >
            <MenuItem icon={<FolderInput size={14} />} onSelect={() => archive.current?.click()}>
              {t('uploader.importBase')}
            </MenuItem>
            <MenuItem icon={<Cable size={14} />} onSelect={() => setConnection('new')}>
              {t('uploader.connectExternal')}
            </MenuItem>
          </Menu>
        </div>
        <input
          ref={archive}
          type="file"
          hidden
          accept=".zip,application/zip"
          aria-label={t('uploader.importBase')}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? []
            event.currentTarget.value = ''
            if (file) importFile(file)
          }}
        />
      </div>
      {state.status === 'failed' ? <ErrorNote error={state.error} onRetry={reload} /> : null}
      {!bases && state.status === 'loading' ? (
        <div className="sk:flex sk:justify-center sk:p-8 sk:text-faint">
          <Spinner size={18} />
        </div>
      ) : null}
      {bases?.length === 0 ? (
        <EmptyState
          icon={<Library size={18} />}
          title={t('uploader.noBases')}
          actions={
            <Button variant="primary" icon={<Plus size={15} />} onClick={() => setCreating(true)}>
              {t('uploader.newBase')}
            </Button>
          }
        >
          {t('uploader.noBasesText')}
        </EmptyState>
      ) : null}
      <ul data-skep-scroll="" className="sk:flex sk:min-h-0 sk:flex-col sk:gap-px">
        {bases?.map((base) => (
          <BaseRow
            key={base.id}
            base={base}
            isSelected={base.id === selectedId}
            onSelect={() => onSelect?.(base.id)}
            onRename={() => setRenaming(base)}
            onConnect={() => setConnection(base)}
            onExport={act(async () =>
              saveBlob(await client.knowledge.exportBase(base.id), `${base.name}.skep.zip`),
            )}
            onRemove={() => setRemoving(base)}
          />
        ))}
      </ul>
      {isCreating ? (
        <NameDialog
          title={t('uploader.newBase')}
          confirmLabel={t('uploader.create')}
          initialName=""
          onClose={() => setCreating(false)}
          onConfirm={async (name) => {
            show(await client.knowledge.create({ name }))
          }}
        />
      ) : null}
      {renaming ? (
        <NameDialog
          title={t('uploader.renameBase')}
          confirmLabel={t('uploader.save')}
          initialName={renaming.name}
          onClose={() => setRenaming(null)}
          onConfirm={(name) => client.knowledge.update(renaming.id, { name })}
        />
      ) : null}
      {connection ? (
        <ExternalDialog
          {...(connection === 'new' ? { onSaved: show } : { base: connection })}
          onClose={() => setConnection(null)}
        />
      ) : null}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={t('uploader.removeBaseTitle')}
        confirmLabel={t('uploader.deleteBase')}
        onConfirm={async () => {
          if (!removing) return
          await client.knowledge.remove(removing.id)
          if (removing.id === selectedId) onSelect?.(null)
        }}
      >
        {t('uploader.removeBaseText', { name: removing?.name ?? '' })}
      </ConfirmDialog>
    </section>
  )
}

function withBase(bases: readonly KnowledgeBase[], base: KnowledgeBase): readonly KnowledgeBase[] {
  const isKnown = bases.some((known) => known.id === base.id)
  return isKnown ? bases.map((known) => (known.id === base.id ? base : known)) : [...bases, base]
}
