import { useAtom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Button, IconButton, Separator } from '@skep/react/ui'
import { PanelLeft, Play, Redo2, Square, Undo2 } from 'lucide-react'
import { type ReactElement, type ReactNode, useContext } from 'react'
import { useBuilder } from '../builder-context.ts'
import { RoomContext } from '../room-context.ts'
import { useRunControl } from '../run/use-run-control.ts'
import { shortcutText } from '../shortcuts.ts'
import { canRedoAtom, canUndoAtom } from '../state/edit-atoms.ts'
import { isRunningAtom } from '../state/run-atoms.ts'
import { isStartDockOpenAtom, openDialogAtom, openSideAtom, sideViewAtom } from '../state/view-atoms.ts'
import { useCommands } from '../use-commands.ts'
import { useT } from '../use-t.ts'
import { AppName } from './app-name.tsx'
import { HeaderMenu } from './header-menu.tsx'
import { IssuesButton } from './issues-button.tsx'
import { PublishDialog } from './publish-dialog.tsx'
import { SaveBadge } from './save-badge.tsx'

/** @public */
export interface HeaderProps {
  /** Something of the host's at the very start, e.g. a way back. */
  readonly start?: ReactNode
  /** Something of the host's before the last buttons. */
  readonly end?: ReactNode
  readonly className?: string
}

/** The name, the state of saving, and what is done with the whole app. @public */
export function Header({ start, end, className }: HeaderProps): ReactElement {
  const t = useT()
  const isNarrow = useContext(RoomContext) === 'narrow'
  const { isReadOnly, appId } = useBuilder()
  const [isDockOpen, setDockOpen] = useAtom(isStartDockOpenAtom)
  const openDialog = useSetAtom(openDialogAtom)
  const canPublish = appId !== undefined && !isReadOnly
  return (
    <header
      className={`sk:flex sk:h-13 sk:shrink-0 sk:items-center sk:gap-1.5 sk:border-b sk:border-line sk:bg-surface sk:px-3 ${className ?? ''}`}
    >
      {start}
      {isNarrow ? null : (
        <IconButton
          label={t('builder.dock.toggle')}
          icon={<PanelLeft size={16} className="skep-mirror" />}
          aria-expanded={isDockOpen}
          tooltip="bottom"
          onClick={() => setDockOpen(!isDockOpen)}
        />
      )}
      <AppName />
      <SaveBadge />
      <div className="sk:flex-1" />
      {isReadOnly ? null : (
        <>
          <UndoButtons isNarrow={isNarrow} />
          {isNarrow ? null : <Separator orientation="vertical" className="sk:mx-1.5 sk:my-3.5" />}
        </>
      )}
      <IssuesButton />
      {end}
      <RunButton isNarrow={isNarrow} />
      {canPublish && !isNarrow ? (
        <Button variant="primary" onClick={() => openDialog('publish')}>
          {t('builder.publish')}
        </Button>
      ) : null}
      <HeaderMenu isNarrow={isNarrow} canPublish={canPublish} />
      {canPublish ? <PublishDialog appId={appId} /> : null}
    </header>
  )
}

/** Where there is little room, what was undone is done again from the menu; an app is published there too. */
function UndoButtons({ isNarrow }: { readonly isNarrow: boolean }): ReactElement {
  const t = useT()
  const commands = useCommands()
  const canUndo = useAtomValue(canUndoAtom)
  const canRedo = useAtomValue(canRedoAtom)
  return (
    <>
      <IconButton
        label={t('builder.undo')}
        shortcut={shortcutText('mod+z')}
        icon={<Undo2 size={16} className="skep-mirror" />}
        tooltip="bottom"
        disabled={!canUndo}
        onClick={commands.undo}
      />
      {isNarrow ? null : (
        <IconButton
          label={t('builder.redo')}
          shortcut={shortcutText('mod+shift+z')}
          icon={<Redo2 size={16} className="skep-mirror" />}
          tooltip="bottom"
          disabled={!canRedo}
          onClick={commands.redo}
        />
      )}
    </>
  )
}

/** Opens the run view; while a run goes on it stops it. */
function RunButton({ isNarrow }: { readonly isNarrow: boolean }): ReactElement {
  const t = useT()
  const run = useRunControl()
  const isRunning = useAtomValue(isRunningAtom)
  const side = useAtomValue(sideViewAtom)
  const openSide = useSetAtom(openSideAtom)
  const label = isRunning ? t('builder.run.stop') : t('builder.run.open')
  const icon = isRunning ? <Square size={13} fill="currentColor" /> : <Play size={14} />
  return (
    <Button
      icon={icon}
      aria-label={label}
      aria-pressed={side === 'run'}
      onClick={() => (isRunning ? run.stop() : openSide(side === 'run' ? null : 'run'))}
    >
      {isNarrow ? null : label}
    </Button>
  )
}
