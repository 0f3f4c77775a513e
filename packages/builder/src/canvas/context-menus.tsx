import { useAtom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Menu, MenuItem, MenuSeparator } from '@skep/react/ui'
import {
  Clipboard,
  Copy,
  CopyPlus,
  Pencil,
  Play,
  Plus,
  Scissors,
  SquareDashedMousePointer,
  StickyNote,
  Trash2,
  Unlink,
  Workflow,
} from 'lucide-react'
import type { ReactElement } from 'react'
import { afterMenu } from '../after-menu.ts'
import { useBuilder } from '../builder-context.ts'
import { disconnect } from '../core/commands/edges.ts'
import { shortcutText } from '../shortcuts.ts'
import { edgesAtom } from '../state/edit-atoms.ts'
import { addMenuAtom, type ContextTarget, contextTargetAtom } from '../state/menu-atoms.ts'
import { nodeTabAtom, selectedNodeIdsAtom, selectNodesAtom } from '../state/view-atoms.ts'
import { useCommands } from '../use-commands.ts'
import { useT } from '../use-t.ts'
import { MoveItems } from './move-items.tsx'
import { RunItems } from './run-items.tsx'

/** What a right click opens. Everything in it can be reached by keys or buttons too. @internal */
export function ContextMenus({ isReadOnly }: { readonly isReadOnly: boolean }): ReactElement | null {
  const t = useT()
  const [target, setTarget] = useAtom(contextTargetAtom)
  if (!target) return null
  return (
    <Menu
      label={t('builder.menu.label')}
      open
      point={target.point}
      sideOffset={0}
      onOpenChange={() => setTarget(null)}
    >
      <Items target={target} isReadOnly={isReadOnly} />
    </Menu>
  )
}

function Items({
  target,
  isReadOnly,
}: {
  readonly target: ContextTarget
  readonly isReadOnly: boolean
}): ReactElement {
  if (target.kind === 'node') return <NodeItems nodeId={target.nodeId} isReadOnly={isReadOnly} />
  if (target.kind === 'edge') return <EdgeItems target={target} isReadOnly={isReadOnly} />
  return <PaneItems target={target} isReadOnly={isReadOnly} />
}

function NodeItems({
  nodeId,
  isReadOnly,
}: {
  readonly nodeId: string
  readonly isReadOnly: boolean
}): ReactElement {
  const t = useT()
  const commands = useCommands()
  const select = useSetAtom(selectNodesAtom)
  const setTab = useSetAtom(nodeTabAtom)
  const edges = useAtomValue(edgesAtom)
  const isOne = useAtomValue(selectedNodeIdsAtom).size <= 1
  const isMiddle =
    edges.filter((edge) => edge.source === nodeId).length === 1 &&
    edges.filter((edge) => edge.target === nodeId).length === 1
  const open = (tab: 'settings' | 'last-run'): void => {
    setTab(tab)
    select([nodeId])
  }
  return (
    <>
      <MenuItem icon={<Pencil size={14} />} onSelect={() => open('settings')}>
        {t('builder.menu.settings')}
      </MenuItem>
      <MenuItem icon={<Play size={14} />} onSelect={() => open('last-run')}>
        {t('builder.menu.lastRun')}
      </MenuItem>
      <RunItems nodeId={nodeId} isReadOnly={isReadOnly} />
      <MenuSeparator />
      <MenuItem icon={<Copy size={14} />} shortcut={shortcutText('mod+c')} onSelect={commands.copy}>
        {t('builder.menu.copy')}
      </MenuItem>
      {isReadOnly ? null : (
        <>
          <MenuItem icon={<Scissors size={14} />} shortcut={shortcutText('mod+x')} onSelect={commands.cut}>
            {t('builder.menu.cut')}
          </MenuItem>
          <MenuItem
            icon={<CopyPlus size={14} />}
            shortcut={shortcutText('mod+d')}
            onSelect={commands.duplicate}
          >
            {t('builder.menu.duplicate')}
          </MenuItem>
          {isOne ? (
            <MenuItem icon={<Pencil size={14} />} shortcut="F2" onSelect={() => afterMenu(commands.rename)}>
              {t('builder.menu.rename')}
            </MenuItem>
          ) : null}
          <MoveItems nodeId={nodeId} isOne={isOne} />
          <MenuSeparator />
          {isOne && isMiddle ? (
            <MenuItem icon={<Unlink size={14} />} onSelect={() => commands.removeAndJoin(nodeId)}>
              {t('builder.menu.removeAndJoin')}
            </MenuItem>
          ) : null}
          <MenuItem
            icon={<Trash2 size={14} />}
            tone="danger"
            shortcut={shortcutText('delete')}
            onSelect={() => commands.remove()}
          >
            {t('builder.menu.remove')}
          </MenuItem>
        </>
      )}
    </>
  )
}

function EdgeItems(props: {
  readonly target: Extract<ContextTarget, { kind: 'edge' }>
  readonly isReadOnly: boolean
}): ReactElement {
  const { target, isReadOnly } = props
  const t = useT()
  const { edit } = useBuilder()
  const openAddMenu = useSetAtom(addMenuAtom)
  return (
    <>
      <MenuItem
        icon={<Plus size={14} />}
        disabled={isReadOnly}
        onSelect={() => afterMenu(() => openAddMenu({ point: target.point, edgeId: target.edgeId }))}
      >
        {t('builder.edge.insert')}
      </MenuItem>
      <MenuItem
        icon={<Trash2 size={14} />}
        tone="danger"
        disabled={isReadOnly}
        onSelect={() => edit((app) => disconnect(app, [target.edgeId]))}
      >
        {t('builder.edge.remove')}
      </MenuItem>
    </>
  )
}

function PaneItems(props: {
  readonly target: Extract<ContextTarget, { kind: 'pane' }>
  readonly isReadOnly: boolean
}): ReactElement {
  const { target, isReadOnly } = props
  const t = useT()
  const commands = useCommands()
  const openAddMenu = useSetAtom(addMenuAtom)
  return (
    <>
      {isReadOnly ? null : (
        <>
          <MenuItem
            icon={<Plus size={14} />}
            onSelect={() => afterMenu(() => openAddMenu({ point: target.point, position: target.position }))}
          >
            {t('builder.menu.add')}
          </MenuItem>
          <MenuItem
            icon={<StickyNote size={14} />}
            shortcut="N"
            onSelect={() => afterMenu(() => commands.addNote(target.position))}
          >
            {t('builder.note.add')}
          </MenuItem>
          <MenuItem
            icon={<Clipboard size={14} />}
            shortcut={shortcutText('mod+v')}
            onSelect={() => commands.paste(target.position)}
          >
            {t('builder.menu.paste')}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuItem
        icon={<SquareDashedMousePointer size={14} />}
        shortcut={shortcutText('mod+a')}
        onSelect={commands.selectAll}
      >
        {t('builder.menu.selectAll')}
      </MenuItem>
      {isReadOnly ? null : (
        <MenuItem icon={<Workflow size={14} />} shortcut="Shift+L" onSelect={commands.layout}>
          {t('builder.layout')}
        </MenuItem>
      )}
    </>
  )
}
