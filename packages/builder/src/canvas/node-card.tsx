import { useDirection } from '@skep/react'
import { cx } from '@skep/react/ui'
import type { AppNode } from '@skep/schema'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo, type ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { hasWayIn } from '../core/node-types.ts'
import { useIsWaiting, useNode, useNodeFace, useNodeRun } from '../state/use-node.ts'
import { CardBody, IssueDot, useDropVerdict, useHandleUpdates, Way, WayRows } from './card-parts.tsx'
import { NodeIconTile } from './node-icon-tile.tsx'
import { NodeTitle } from './node-title.tsx'
import { PinMark } from './pin-mark.tsx'
import { RunStatusCorner } from './run-status.tsx'
import { useHandles } from './use-handles.ts'

/** React Flow's node: it knows the id and asks the store for the rest. @internal */
export const NodeCard: (props: NodeProps) => ReactElement | null = memo(function NodeCard({
  id,
  selected,
  isConnectable,
}: NodeProps) {
  const node = useNode(id)
  return node ? <Card node={node} isSelected={selected === true} isConnectable={isConnectable} /> : null
}) as (props: NodeProps) => ReactElement | null // memo keeps the props

interface CardProps {
  readonly node: AppNode
  readonly isSelected: boolean
  /** False where the canvas only shows. */
  readonly isConnectable: boolean
}

function Card({ node, isSelected, isConnectable }: CardProps): ReactElement {
  const dir = useDirection()
  const { types } = useBuilder()
  const face = useNodeFace(node)
  const run = useNodeRun(node.id)
  const isWaiting = useIsWaiting(node.id)
  const handles = useHandles(node)
  const target = useDropVerdict(node.id)
  const isBranching = handles.length > 1 || handles.some((handle) => handle.label !== undefined)
  useHandleUpdates(node.id, handles)

  return (
    <div
      dir={dir}
      data-node-card={node.id}
      data-node-type={node.type}
      className={cx(
        'skep-card sk:relative sk:w-[232px] sk:rounded-lg sk:border sk:bg-surface sk:shadow-1 sk:transition-[border-color,box-shadow,opacity] sk:duration-100',
        isSelected
          ? 'sk:border-accent sk:ring-3 sk:ring-accent/20'
          : 'sk:border-line sk:hover:border-line-strong',
        run?.status === 'running' && 'skep-card-running',
        run?.status === 'failed' && !isSelected && 'sk:border-bad',
        run?.status === 'skipped' && 'sk:opacity-55',
        target === 'refused' && 'sk:opacity-40',
        target === 'welcome' && 'sk:border-accent sk:border-dashed',
      )}
    >
      <div className="sk:relative sk:flex sk:items-center sk:gap-2.5 sk:py-2.5 sk:ps-2.5 sk:pe-3">
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
        <NodeTitle node={node} />
        <PinMark node={node} />
        <RunStatusCorner run={run} isWaiting={isWaiting} />
        <IssueDot nodeId={node.id} />
        {isBranching || handles[0] === undefined ? null : (
          <Way node={node} handle={handles[0]} isConnectable={isConnectable} />
        )}
      </div>
      <CardBody node={node} face={face} />
      {isBranching ? (
        <WayRows
          node={node}
          handles={handles}
          isConnectable={isConnectable}
          className="sk:border-t sk:border-line"
        />
      ) : null}
    </div>
  )
}
