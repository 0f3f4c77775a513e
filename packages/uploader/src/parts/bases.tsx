import type { KnowledgeBase } from '@skep/client'
import { useAsync, useClient, useMessages } from '@skep/react'
import { Button, ConfirmDialog, cx, EmptyState, ErrorNote, Spinner } from '@skep/react/ui'
import { Library, Plus } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { BaseRow } from './base-row.tsx'
import { NameDialog } from './name-dialog.tsx'

/** @public */
export interface KnowledgeBasesProps {
  readonly selectedId?: string | null
  readonly onSelect?: (knowledgeId: string | null) => void
  readonly className?: string
}

/** The knowledge bases of this namespace: choose, make, rename, delete. @public */
export function KnowledgeBases({ selectedId, onSelect, className }: KnowledgeBasesProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const client = useClient()
  const { state, reload, set } = useAsync(() => client.knowledge.list(), [client])
  const [isCreating, setCreating] = useState(false)
  const [renaming, setRenaming] = useState<KnowledgeBase | null>(null)
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
  const bases = state.value
  return (
    <section aria-label={t('uploader.bases')} className={cx('sk:flex sk:min-h-0 sk:flex-col', className)}>
      <div className="sk:flex sk:min-h-11 sk:items-center sk:justify-between sk:gap-2 sk:ps-2">
        <h3 className="sk:font-semibold">{t('uploader.bases')}</h3>
        <Button size="sm" variant="ghost" icon={<Plus size={14} />} onClick={() => setCreating(true)}>
          {t('uploader.create')}
        </Button>
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
            const base = await client.knowledge.create({ name })
            set((known = []) => withBase(known, base))
            onSelect?.(base.id)
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
