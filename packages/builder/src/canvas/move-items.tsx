import { atom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import { MenuItem, MenuSeparator } from '@skep/react/ui'
import { LogIn, LogOut, Plus } from 'lucide-react'
import { type ReactElement, useMemo } from 'react'
import { afterMenu } from '../after-menu.ts'
import { useBuilder } from '../builder-context.ts'
import { isContainer, isInnerStart, refusalToPlace } from '../core/node-types.ts'
import { nodesAtom } from '../state/edit-atoms.ts'
import { addMenuAtom, contextTargetAtom } from '../state/menu-atoms.ts'
import { selectedNodeIdsAtom } from '../state/view-atoms.ts'
import { useCommands } from '../use-commands.ts'
import { useT } from '../use-t.ts'

/** Across the walls of containers: add a step inside, move in, move out. @internal */
export function MoveItems(props: {
  readonly nodeId: string
  /** The menu is about this node alone, not about all that are selected. */
  readonly isOne: boolean
  /** Where a list of steps opens; absent: where the right click was. */
  readonly point?: () => { readonly x: number; readonly y: number }
}): ReactElement | null {
  const { nodeId, isOne, point } = props
  const t = useT()
  const { types } = useBuilder()
  const commands = useCommands()
  const openMenu = useSetAtom(addMenuAtom)
  const target = useAtomValue(contextTargetAtom)
  const nodes = useAtomValue(nodesAtom)
  const selected = useAtomValue(useMemo(() => atom((get) => [...get(selectedNodeIdsAtom)]), []))
  const node = nodes.find((each) => each.id === nodeId)
  if (!node || isInnerStart(node.type)) return null
  const ids = isOne ? [nodeId] : selected
  const home = nodes.find((each) => each.id === node.parentId)
  const definition = types.get(node.type) ?? { type: node.type }
  const ways = nodes.filter(
    (each) =>
      isContainer(each.type) &&
      each.id !== node.parentId &&
      !ids.includes(each.id) &&
      !refusalToPlace(definition, each),
  )
  const canLeave = home !== undefined && !refusalToPlace(definition, undefined)
  if (!isContainer(node.type) && ways.length === 0 && !canLeave) return null
  return (
    <>
      <MenuSeparator />
      {isContainer(node.type) && isOne ? (
        <MenuItem
          icon={<Plus size={14} />}
          onSelect={() =>
            afterMenu(() =>
              openMenu({ point: point?.() ?? target?.point ?? { x: 0, y: 0 }, parentId: nodeId }),
            )
          }
        >
          {t('builder.container.inside')}
        </MenuItem>
      ) : null}
      {ways.map((way) => (
        <MenuItem
          key={way.id}
          icon={<LogIn size={14} className="skep-mirror" />}
          onSelect={() => commands.moveInto(ids, way.id)}
        >
          {t('builder.container.moveInto', { title: way.title })}
        </MenuItem>
      ))}
      {canLeave ? (
        <MenuItem
          icon={<LogOut size={14} className="skep-mirror" />}
          onSelect={() => commands.moveInto(ids, undefined)}
        >
          {t('builder.container.moveOut', { title: home.title })}
        </MenuItem>
      ) : null}
    </>
  )
}
