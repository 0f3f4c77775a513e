import { atom, useAtomValue } from '@skep/react/jotai'
import { MenuItem, MenuSeparator } from '@skep/react/ui'
import { ArrowRightFromLine, ArrowRightToLine, Pin, PinOff, Play } from 'lucide-react'
import { type ReactElement, useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { canRunAlone } from '../core/part-run.ts'
import { lastStepOf } from '../core/run-view.ts'
import { usePartRun } from '../run/use-part-run.ts'
import { isRunningAtom, lastFullRunAtom, runAtom } from '../state/run-atoms.ts'
import { useNode } from '../state/use-node.ts'
import { useCommands } from '../use-commands.ts'
import { useT } from '../use-t.ts'

/** Runs a part of the app from a step's menu, and pins its output. @internal */
export function RunItems(props: {
  readonly nodeId: string
  readonly isReadOnly: boolean
}): ReactElement | null {
  const { nodeId, isReadOnly } = props
  const t = useT()
  const { definitions } = useBuilder()
  const run = usePartRun()
  const commands = useCommands()
  const node = useNode(nodeId)
  const isRunning = useAtomValue(isRunningAtom)
  const hasRun = useAtomValue(lastFullRunAtom) !== null
  const hasOutputs = useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          const view = get(runAtom)
          return view !== null && lastStepOf(view, nodeId)?.outputs !== undefined
        }),
      [nodeId],
    ),
  )
  if (!node || !canRunAlone(node, definitions)) return null
  // A step inside a container has no run of its own outside of a round, but can be tried alone.
  const isInside = node.parentId !== undefined
  const isPinned = node.pinnedOutputs !== undefined
  return (
    <>
      <MenuSeparator />
      <MenuItem icon={<Play size={14} />} disabled={isRunning} onSelect={() => run.openNode(nodeId)}>
        {t('builder.menu.runNode')}
      </MenuItem>
      {isInside ? null : (
        <>
          <MenuItem
            icon={<ArrowRightToLine size={14} className="skep-mirror" />}
            disabled={isRunning}
            onSelect={() => run.runTo(nodeId)}
          >
            {t('builder.menu.runTo')}
          </MenuItem>
          <MenuItem
            icon={<ArrowRightFromLine size={14} className="skep-mirror" />}
            disabled={isRunning || !hasRun}
            onSelect={() => run.runFrom(nodeId)}
          >
            {t('builder.menu.runFrom')}
          </MenuItem>
        </>
      )}
      {isReadOnly ? null : (
        <MenuItem
          icon={isPinned ? <PinOff size={14} /> : <Pin size={14} />}
          shortcut="P"
          disabled={!isPinned && !hasOutputs}
          onSelect={() => commands.togglePin(nodeId)}
        >
          {t(isPinned ? 'builder.menu.unpin' : 'builder.menu.pin')}
        </MenuItem>
      )}
    </>
  )
}
