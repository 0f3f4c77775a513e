import { useDirection } from '@skep/react'
import { atom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import { cx } from '@skep/react/ui'
import type { AppNode } from '@skep/schema'
import { Handle, type NodeProps, NodeResizeControl, Position } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { memo, type ReactElement, useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { contentSize, FRAME, INNER_START } from '../core/frame.ts'
import { handlesOf, hasWayIn, isInnerStart } from '../core/node-types.ts'
import { appAtom, edgesAtom, nodesAtom } from '../state/edit-atoms.ts'
import { addMenuAtom } from '../state/menu-atoms.ts'
import { useIsWaiting, useNode, useNodeFace, useNodeRun } from '../state/use-node.ts'
import { dropContainerAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'
import { CardBody, IssueDot, useDropVerdict, useHandleUpdates, Way, WayRows } from './card-parts.tsx'
import { NodeIconTile } from './node-icon-tile.tsx'
import { NodeTitle } from './node-title.tsx'
import { PinMark } from './pin-mark.tsx'
import { RoundBadge } from './round-badge.tsx'
import { RunStatusCorner } from './run-status.tsx'
import { useHandles } from './use-handles.ts'

/** A container: a frame with a header, around the steps of a round. @internal */
export const FrameCard: (props: NodeProps) => ReactElement | null = memo(function FrameCard({
  id,
  selected,
  isConnectable,
}: NodeProps) {
  const node = useNode(id)
  return node ? <Frame node={node} isSelected={selected === true} isConnectable={isConnectable} /> : null
}) as (props: NodeProps) => ReactElement | null // memo keeps the props

interface FrameProps {
  readonly node: AppNode
  readonly isSelected: boolean
  readonly isConnectable: boolean
}

function Frame({ node, isSelected, isConnectable }: FrameProps): ReactElement {
  const dir = useDirection()
  const { types } = useBuilder()
  const face = useNodeFace(node)
  const run = useNodeRun(node.id)
  const isWaiting = useIsWaiting(node.id)
  const handles = useHandles(node)
  const target = useDropVerdict(node.id)
  const drop = useDropLook(node.id)
  const isBranching = handles.length > 1
  useHandleUpdates(node.id, handles)
  return (
    <div
      dir={dir}
      data-node-card={node.id}
      data-node-type={node.type}
      className={cx(
        'skep-card skep-frame sk:relative sk:h-full sk:w-full sk:rounded-lg sk:border sk:transition-[border-color,box-shadow,opacity] sk:duration-100',
        isSelected ? 'sk:border-accent sk:ring-3 sk:ring-accent/20' : 'sk:border-line-strong/70',
        run?.status === 'running' && 'skep-card-running',
        run?.status === 'failed' && !isSelected && 'sk:border-bad',
        run?.status === 'skipped' && 'sk:opacity-55',
        target === 'refused' && 'sk:opacity-40',
        target === 'welcome' && 'sk:border-accent sk:border-dashed',
        drop === 'welcome' && 'sk:border-accent sk:ring-3 sk:ring-accent/30',
        drop === 'refused' && 'sk:border-bad sk:ring-3 sk:ring-bad/20',
      )}
    >
      <div className="skep-frame-grip sk:pointer-events-auto sk:relative sk:flex sk:h-[60px] sk:cursor-grab sk:items-center sk:gap-2.5 sk:rounded-t-[11px] sk:border-b sk:border-line sk:bg-surface sk:ps-2.5 sk:pe-3">
        {hasWayIn(node, types) ? (
          <Handle
            type="target"
            id="target"
            position={Position.Left}
            isConnectable={isConnectable}
            className="skep-handle skep-handle-in"
          />
        ) : null}
        <NodeIconTile type={node.type} />
        <div className="sk:min-w-0 sk:flex-1 sk:[&_p]:truncate">
          <div className="sk:flex sk:min-w-0">
            <NodeTitle node={node} />
          </div>
          <CardBody node={node} face={face} look="line" />
        </div>
        <PinMark node={node} />
        <RoundBadge nodeId={node.id} />
        <RunStatusCorner run={run} isWaiting={isWaiting} />
        <IssueDot nodeId={node.id} />
        {isBranching || handles[0] === undefined ? null : (
          <Way node={node} handle={handles[0]} isConnectable={isConnectable} />
        )}
      </div>
      {isConnectable ? <FirstStep node={node} /> : null}
      {isBranching ? (
        <WayRows
          node={node}
          handles={handles}
          isConnectable={isConnectable}
          className="sk:pointer-events-auto sk:absolute sk:end-0 sk:bottom-1 rtl:sk:start-auto"
        />
      ) : null}
      {isConnectable ? <ResizeCorner node={node} /> : null}
    </div>
  )
}

/** In an empty container: where the first step goes. */
function FirstStep({ node }: { readonly node: AppNode }): ReactElement | null {
  const t = useT()
  const { types } = useBuilder()
  const openMenu = useSetAtom(addMenuAtom)
  const startId = useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          const children = get(nodesAtom).filter((child) => child.parentId === node.id)
          const start = children.find((child) => isInnerStart(child.type))
          const isEmpty = children.every((child) => child === start)
          return isEmpty && !get(edgesAtom).some((edge) => edge.source === start?.id)
            ? (start?.id ?? '')
            : undefined
        }),
      [node.id],
    ),
  )
  const start = useNode(startId ?? '')
  if (startId === undefined) return null
  const handle = start ? (handlesOf(start, types)[0]?.id ?? 'source') : 'source'
  return (
    <button
      type="button"
      className="nodrag nopan sk:pointer-events-auto sk:absolute sk:flex sk:h-[84px] sk:w-[232px] sk:items-center sk:justify-center sk:gap-1.5 sk:rounded-lg sk:border sk:border-dashed sk:border-line-strong sk:bg-surface/60 sk:text-sm sk:text-muted sk:hover:border-accent sk:hover:text-accent-text sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
      style={{ left: FRAME.start + INNER_START.width + 72, top: FRAME.top + 12 }}
      onClick={(event) => {
        event.stopPropagation()
        const box = event.currentTarget.getBoundingClientRect()
        openMenu({
          point: { x: box.left, y: box.bottom + 4 },
          ...(start ? { from: { source: start.id, sourceHandle: handle } } : { parentId: node.id }),
        })
      }}
    >
      <Plus size={14} aria-hidden="true" />
      {t('builder.container.first')}
    </button>
  )
}

/** The corner that makes a frame larger or smaller. The panel has the size in numbers, for keys. */
function ResizeCorner({ node }: { readonly node: AppNode }): ReactElement {
  const { canvas } = useBuilder()
  const app = useAtomValue(appAtom)
  const least = contentSize(app, node.id, canvas.current?.sizes())
  return (
    <NodeResizeControl
      nodeId={node.id}
      position="bottom-right"
      autoScale={false}
      minWidth={least.width}
      minHeight={least.height}
      className="skep-resize"
    />
  )
}

function useDropLook(nodeId: string): 'welcome' | 'refused' | undefined {
  return useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          const drop = get(dropContainerAtom)
          if (drop?.containerId !== nodeId) return undefined
          return drop.isWelcome ? ('welcome' as const) : ('refused' as const)
        }),
      [nodeId],
    ),
  )
}
