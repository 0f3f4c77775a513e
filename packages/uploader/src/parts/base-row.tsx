import type { KnowledgeBase } from '@skep/client'
import { formatBytes, useLocale, useMessages } from '@skep/react'
import { cx, IconButton, Menu, MenuItem } from '@skep/react/ui'
import { Cable, Download, Ellipsis, Library, Pencil, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { hostOf } from '../external/host-of.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { OwnName } from './own-name.tsx'

/** @internal */
export interface BaseRowProps {
  readonly base: KnowledgeBase
  readonly isSelected: boolean
  readonly onSelect: () => void
  readonly onRename: () => void
  /** Of a base that another program answers for. */
  readonly onConnect: () => void
  readonly onExport: () => void
  readonly onRemove: () => void
}

/** One knowledge base of the list. @internal */
export function BaseRow({
  base,
  isSelected,
  onSelect,
  onRename,
  onConnect,
  onExport,
  onRemove,
}: BaseRowProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const locale = useLocale()
  const facts = base.external
    ? [t('uploader.external'), hostOf(base.external.endpoint)]
    : [t('uploader.documentCount', { count: base.documentCount }), formatBytes(base.sizeBytes, locale)]
  const Icon = base.external ? Cable : Library
  return (
    <li
      className={cx(
        'sk:flex sk:items-center sk:rounded-sm sk:pe-1 sk:transition-colors sk:duration-100',
        isSelected ? 'sk:bg-accent-soft sk:text-accent-text' : 'sk:hover:bg-hover',
      )}
    >
      <button
        type="button"
        aria-current={isSelected ? 'true' : undefined}
        onClick={onSelect}
        className="sk:flex sk:min-w-0 sk:flex-1 sk:items-center sk:gap-2.5 sk:rounded-sm sk:px-2 sk:py-1.5 sk:text-start sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
      >
        <Icon size={16} className={isSelected ? '' : 'sk:text-muted'} />
        <span className="sk:min-w-0">
          <OwnName className="sk:font-medium">{base.name}</OwnName>
          <span
            className={cx(
              'sk:block sk:truncate sk:text-xs',
              isSelected ? 'sk:text-accent-text' : 'sk:text-muted',
            )}
          >
            {facts.join(' · ')}
          </span>
        </span>
      </button>
      <Menu
        label={t('uploader.more', { name: base.name })}
        align="end"
        trigger={
          <IconButton
            size="sm"
            tooltip="none"
            label={t('uploader.more', { name: base.name })}
            icon={<Ellipsis size={15} />}
          />
        }
      >
        <MenuItem icon={<Pencil size={14} />} onSelect={onRename}>
          {t('uploader.rename')}
        </MenuItem>
        {base.external ? (
          <MenuItem icon={<Cable size={14} />} onSelect={onConnect}>
            {t('uploader.changeConnection')}
          </MenuItem>
        ) : null}
        <MenuItem icon={<Download size={14} />} onSelect={onExport}>
          {t('uploader.exportBase')}
        </MenuItem>
        <MenuItem icon={<Trash2 size={14} />} tone="danger" onSelect={onRemove}>
          {t('uploader.deleteBase')}
        </MenuItem>
      </Menu>
    </li>
  )
}
