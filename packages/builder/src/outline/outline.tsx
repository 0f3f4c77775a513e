import { atom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import {
  cx,
  EmptyState,
  IconButton,
  Menu,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  OWN_DIRECTION,
} from '@skep/react/ui'
import type { App, AppEdge, AppNode, NodeHandle } from '@skep/schema'
import { CornerDownRight, EllipsisVertical, List, Plus } from 'lucide-react'
import { type KeyboardEvent, type ReactElement, useMemo, useRef } from 'react'
import { afterMenu } from '../after-menu.ts'
import { useBuilder } from '../builder-context.ts'
import { handleLabel } from '../canvas/handle-label.ts'
import { MoveItems } from '../canvas/move-items.tsx'
import { NodeIconTile } from '../canvas/node-icon-tile.tsx'
import { RoundBadge } from '../canvas/round-badge.tsx'
import { RunItems } from '../canvas/run-items.tsx'
import { RunStatusCorner } from '../canvas/run-status.tsx'
import { refusalToConnect } from '../core/can-connect.ts'
import { connect, disconnect } from '../core/commands/edges.ts'
import { handlesOf, isInnerStart } from '../core/node-types.ts'
import { isNote, noteText } from '../core/note.ts'
import { type OutlineLine, readingOrder } from '../core/walk.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { addMenuAtom } from '../state/menu-atoms.ts'
import { useIsSelected, useIssueCounts, useIsWaiting, useNode, useNodeRun } from '../state/use-node.ts'
import { selectNodesAtom } from '../state/view-atoms.ts'
import { useCommands } from '../use-commands.ts'
import { useNodeTexts } from '../use-node-texts.ts'
import { useT } from '../use-t.ts'

// A string, so that a title that is being typed does not render the list again.
const orderAtom = atom((get) => JSON.stringify(readingOrder(get(appAtom))))

/** The canvas as a list: everything that can be done there can be done here by keys. @public */
export function Outline(): ReactElement {
  const t = useT()
  const { isReadOnly } = useBuilder()
  const openMenu = useSetAtom(addMenuAtom)
  const order = useAtomValue(orderAtom)
  const lines = useMemo(() => JSON.parse(order) as readonly OutlineLine[], [order]) // made above
  const tree = useMemo(() => nest(lines), [lines])
  return (
    <div className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col">
      <div className="sk:flex sk:items-center sk:justify-between sk:px-3 sk:pt-2 sk:pb-1">
        <h2 className="sk:text-xs sk:font-medium sk:text-faint">
          {t('builder.outline.count', { count: lines.length })}
        </h2>
        {isReadOnly ? null : (
          <IconButton
            size="sm"
            label={t('builder.menu.add')}
            icon={<Plus size={14} />}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect()
              openMenu({ point: { x: box.left, y: box.bottom + 4 } })
            }}
          />
        )}
      </div>
      {lines.length === 0 ? (
        <EmptyState icon={<List size={18} />} title={t('builder.canvas.empty')}>
          {t('builder.outline.empty')}
        </EmptyState>
      ) : (
        <ul
          aria-label={t('builder.outline.label')}
          data-skep-scroll=""
          className="sk:min-h-0 sk:flex-1 sk:px-2 sk:pb-2"
          onKeyDown={moveBetweenRows}
        >
          {tree.map((item) => (
            <OutlineRow key={item.id} item={item} />
          ))}
        </ul>
      )}
    </div>
  )
}

interface OutlineItem {
  readonly id: string
  readonly inside: readonly OutlineItem[]
}

/** The lines as a tree: what follows deeper is inside. */
function nest(lines: readonly OutlineLine[], from = 0, depth = 0): readonly OutlineItem[] {
  const items: OutlineItem[] = []
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at]
    if (!line || line.depth < depth) break
    if (line.depth === depth) items.push({ id: line.id, inside: nest(lines, at + 1, depth + 1) })
  }
  return items
}

function moveBetweenRows(event: KeyboardEvent<HTMLUListElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-outline-row]')]
  const at = event.target instanceof HTMLElement ? rows.indexOf(event.target) : -1
  const next = rows[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (at < 0 || !next) return
  event.preventDefault()
  event.stopPropagation()
  next.focus()
}

function OutlineRow({ item }: { readonly item: OutlineItem }): ReactElement | null {
  const nodeId = item.id
  const t = useT()
  const node = useNode(nodeId)
  const isSelected = useIsSelected(nodeId)
  const run = useNodeRun(nodeId)
  const isWaiting = useIsWaiting(nodeId)
  const { errors, warnings } = useIssueCounts(nodeId)
  const select = useSetAtom(selectNodesAtom)
  const { canvas, isReadOnly } = useBuilder()
  const commands = useCommands()
  const textsOf = useNodeTexts()
  if (!node) return null
  const name = isNote(node)
    ? `${t('builder.note.label')}: ${noteText(node.config)
        .replaceAll(/[*_#`>]+/g, '')
        .slice(0, 80)}`
    : node.title || textsOf(node.type).title
  return (
    <li>
      <div
        className={cx(
          'sk:flex sk:items-center sk:rounded-sm sk:pe-1',
          isSelected ? 'sk:bg-accent-soft' : 'sk:hover:bg-hover',
        )}
      >
        <button
          type="button"
          data-outline-row={nodeId}
          aria-current={isSelected}
          className="sk:flex sk:min-h-9 sk:min-w-0 sk:flex-1 sk:items-center sk:gap-2 sk:rounded-sm sk:px-1.5 sk:text-start sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
          onClick={() => {
            select([nodeId])
            canvas.current?.reveal(nodeId, 'readable')
          }}
          onKeyDown={(event) => {
            if (isReadOnly || (event.key !== 'Delete' && event.key !== 'Backspace')) return
            event.preventDefault()
            event.stopPropagation()
            commands.remove([nodeId])
          }}
        >
          <NodeIconTile type={node.type} size="sm" />
          <span dir="auto" className={cx('sk:min-w-0 sk:flex-1 sk:truncate', OWN_DIRECTION)}>
            {name}
          </span>
          <RoundBadge nodeId={nodeId} />
          <RunStatusCorner run={run} isWaiting={isWaiting} />
          {errors + warnings > 0 ? (
            <span
              role="img"
              aria-label={t('builder.node.issues', { count: errors + warnings })}
              className={cx('sk:size-2 sk:shrink-0 sk:rounded-full', errors > 0 ? 'sk:bg-bad' : 'sk:bg-warn')}
            />
          ) : null}
        </button>
        {isReadOnly ? null : <RowMenu node={node} />}
      </div>
      <Connections node={node} />
      {item.inside.length > 0 ? (
        <ul className="sk:ms-3.5 sk:border-s sk:border-line sk:ps-1.5">
          {item.inside.map((inner) => (
            <OutlineRow key={inner.id} item={inner} />
          ))}
        </ul>
      ) : null}
    </li>
  )
}

/** Where the ways out of a node lead, in words. */
function Connections({ node }: { readonly node: AppNode }): ReactElement | null {
  const t = useT()
  const { types } = useBuilder()
  const text = useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          const app = get(appAtom)
          const handles = handlesOf(node, types)
          const lines = outgoing(app, node, handles).map(({ edge, target }) => {
            const handle = handles.find((candidate) => candidate.id === edge.sourceHandle)
            const label = handles.length > 1 && handle ? handleLabel(handle, t) : undefined
            return label
              ? t('builder.outline.branchTo', { branch: label, title: target.title })
              : target.title
          })
          return lines.join(', ')
        }),
      [node, types, t],
    ),
  )
  if (text === '') return null
  return (
    <p className="sk:flex sk:items-start sk:gap-1 sk:ps-3.5 sk:pe-2 sk:pb-1 sk:text-xs sk:text-muted">
      <CornerDownRight size={11} className="sk:mt-0.5 sk:shrink-0 rtl-flip" aria-hidden="true" />
      <span>{text}</span>
    </p>
  )
}

function RowMenu({ node }: { readonly node: AppNode }): ReactElement {
  const t = useT()
  const { edit, types } = useBuilder()
  const commands = useCommands()
  const app = useAtomValue(appAtom)
  const openMenu = useSetAtom(addMenuAtom)
  const anchor = useRef<HTMLButtonElement>(null)
  const handles = handlesOf(node, types)
  const targets = handles.flatMap((handle) =>
    app.graph.nodes
      .filter(
        (target) =>
          !refusalToConnect(app, { source: node.id, sourceHandle: handle.id, target: target.id }, types),
      )
      .map((target) => ({ handle, target })),
  )
  return (
    <Menu
      label={t('builder.outline.actions', { title: node.title })}
      align="end"
      trigger={
        <IconButton
          ref={anchor}
          size="sm"
          tooltip="none"
          label={t('builder.outline.actions', { title: node.title })}
          icon={<EllipsisVertical size={14} />}
        />
      }
    >
      {handles.map((handle) => {
        const label = handleLabel(handle, t)
        return (
          <MenuItem
            key={handle.id}
            icon={<Plus size={14} />}
            onSelect={() =>
              afterMenu(() =>
                openMenu({
                  point: pointBelow(anchor.current),
                  from: { source: node.id, sourceHandle: handle.id },
                }),
              )
            }
          >
            {label ? t('builder.handle.addAfterBranch', { branch: label }) : t('builder.handle.addAfter')}
          </MenuItem>
        )
      })}
      {targets.length > 0 ? <MenuLabel>{t('builder.outline.connectTo')}</MenuLabel> : null}
      {targets.map(({ handle, target }) => {
        const label = handles.length > 1 ? handleLabel(handle, t) : undefined
        return (
          <MenuItem
            key={`${handle.id}/${target.id}`}
            onSelect={() =>
              edit((now) =>
                connect(now, { source: node.id, sourceHandle: handle.id, target: target.id }, types),
              )
            }
          >
            {label ? t('builder.outline.branchTo', { branch: label, title: target.title }) : target.title}
          </MenuItem>
        )
      })}
      {outgoing(app, node, handles).map(({ edge, target }) => (
        <MenuItem key={edge.id} onSelect={() => edit((now) => disconnect(now, [edge.id]))}>
          {t('builder.outline.disconnect', { title: target.title })}
        </MenuItem>
      ))}
      <RunItems nodeId={node.id} isReadOnly={false} />
      <MoveItems nodeId={node.id} isOne point={() => pointBelow(anchor.current)} />
      {isInnerStart(node.type) ? null : (
        <>
          <MenuSeparator />
          <MenuItem tone="danger" onSelect={() => commands.remove([node.id])}>
            {t('builder.menu.remove')}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

/** The edges out of a node, in the order of its handles. */
function outgoing(
  app: App,
  node: AppNode,
  handles: readonly NodeHandle[],
): readonly { readonly edge: AppEdge; readonly target: AppNode }[] {
  const found = app.graph.edges.flatMap((edge) => {
    const target =
      edge.source === node.id ? app.graph.nodes.find((candidate) => candidate.id === edge.target) : undefined
    return target ? [{ edge, target }] : []
  })
  const order = new Map(handles.map(({ id }, at) => [id, at]))
  const at = ({ sourceHandle }: AppEdge): number => order.get(sourceHandle) ?? handles.length
  return found.toSorted((a, b) => at(a.edge) - at(b.edge))
}

function pointBelow(element: HTMLElement | null): { readonly x: number; readonly y: number } {
  const box = element?.getBoundingClientRect()
  return { x: box?.left ?? 0, y: box?.bottom ?? 0 }
}
