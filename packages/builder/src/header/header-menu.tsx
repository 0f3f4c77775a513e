import { useAtomValue, useSetAtom, useStore } from '@skep/react/jotai'
import { IconButton, Menu, MenuItem, MenuSeparator, useToast } from '@skep/react/ui'
import { toErrorData } from '@skep/schema'
import { BookmarkCheck, Braces, Download, EllipsisVertical, FileUp, Keyboard, Redo2 } from 'lucide-react'
import { type ReactElement, useRef, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { appAtom, canRedoAtom } from '../state/edit-atoms.ts'
import { openDialogAtom, openSideAtom, sideViewAtom } from '../state/view-atoms.ts'
import { useCommands } from '../use-commands.ts'
import { useT } from '../use-t.ts'
import { ImportDialog, type ImportState, readImport } from './import-dialog.tsx'

/** What is needed now and then. @internal */
export function HeaderMenu({
  isNarrow,
  canPublish,
}: {
  readonly isNarrow: boolean
  readonly canPublish: boolean
}): ReactElement {
  const t = useT()
  const { client, isReadOnly } = useBuilder()
  const store = useStore()
  const toast = useToast()
  const side = useAtomValue(sideViewAtom)
  const openSide = useSetAtom(openSideAtom)
  const openDialog = useSetAtom(openDialogAtom)
  const commands = useCommands()
  const canRedo = useAtomValue(canRedoAtom)
  const file = useRef<HTMLInputElement>(null)
  const [importing, setImporting] = useState<ImportState | null>(null)

  const exportFile = async (): Promise<void> => {
    const app = store.get(appAtom)
    try {
      download(`${app.name || 'app'}.yml`, await client.apps.exportDify(app))
    } catch (cause) {
      const error = toErrorData(cause)
      toast({ tone: 'bad', title: error.message, description: error.code })
    }
  }

  return (
    <>
      <Menu
        label={t('builder.menu.more')}
        align="end"
        trigger={
          <IconButton label={t('builder.menu.more')} icon={<EllipsisVertical size={16} />} tooltip="none" />
        }
      >
        {isNarrow && canPublish ? (
          <MenuItem icon={<BookmarkCheck size={14} />} onSelect={() => openDialog('publish')}>
            {t('builder.publish')}
          </MenuItem>
        ) : null}
        {isNarrow && !isReadOnly ? (
          <MenuItem
            icon={<Redo2 size={14} className="skep-mirror" />}
            disabled={!canRedo}
            onSelect={commands.redo}
          >
            {t('builder.redo')}
          </MenuItem>
        ) : null}
        <MenuItem icon={<Braces size={14} />} onSelect={() => openSide(side === 'app' ? null : 'app')}>
          {t('builder.app.settings')}
        </MenuItem>
        <MenuSeparator />
        {isReadOnly ? null : (
          <MenuItem icon={<FileUp size={14} />} onSelect={() => file.current?.click()}>
            {t('builder.import.menu')}
          </MenuItem>
        )}
        <MenuItem icon={<Download size={14} />} onSelect={() => void exportFile()}>
          {t('builder.export.menu')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Keyboard size={14} />} shortcut="?" onSelect={() => openDialog('shortcuts')}>
          {t('builder.shortcuts.title')}
        </MenuItem>
      </Menu>
      <input
        ref={file}
        type="file"
        hidden
        aria-label={t('builder.import.menu')}
        accept=".yml,.yaml,.json,.dsl,text/yaml,application/yaml"
        onChange={(event) => {
          const chosen = event.target.files?.[0]
          event.target.value = ''
          if (chosen) void readImport(client, chosen).then(setImporting)
        }}
      />
      <ImportDialog state={importing} onClose={() => setImporting(null)} />
    </>
  )
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name.replace(/[\\/:*?"<>|]+/g, '-')
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000) // the browser reads it after the click
}
