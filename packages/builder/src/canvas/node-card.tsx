import { useDirection } from '@skep/react'
import { useSetAtom, useStore } from '@skep/react/jotai'
import { cx } from '@skep/react/ui'
import type { AppNode, NodeHandle } from '@skep/schema'
import { Handle, type NodeProps, Position, useConnection, useUpdateNodeInternals } from '@xyflow/react'
import { memo, type ReactElement, useEffect } from 'react'
import { useBuilder } from '../builder-context.ts'
import { refusalToConnect } from '../core/can-connect.ts'
import { FAIL_BRANCH, hasWayIn } from '../core/node-types.ts'
import { ErrorBoundary } from '../error-boundary.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { addMenuAtom } from '../state/menu-atoms.ts'
import { useIssueCounts, useIsWaiting, useNode, useNodeFace, useNodeRun } from '../state/use-node.ts'
import { useT } from '../use-t.ts'
import { handleLabel } from './handle-label.ts'
import { NodeIconTile } from './node-icon-tile.tsx'
import { NodeTitle } from './node-title.tsx'
import { RunStatusCorner } from './run-status.tsx'
import { SourceHandle } from './source-handle.tsx'
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
  const t = useT()
  const dir = useDirection()
  const { types } = useBuilder()
  const face = useNodeFace(node)
  const run = useNodeRun(node.id)
  const isWaiting = useIsWaiting(node.id)
  const { errors, warnings } = useIssueCounts(node.id)
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
        <RunStatusCorner run={run} isWaiting={isWaiting} />
        {errors + warnings > 0 ? (
          <span
            role="img"
            aria-label={t('builder.node.issues', { count: errors + warnings })}
            title={t('builder.node.issues', { count: errors + warnings })}
            className={cx('sk:size-2 sk:shrink-0 sk:rounded-full', errors > 0 ? 'sk:bg-bad' : 'sk:bg-warn')}
          />
        ) : null}
        {isBranching || handles[0] === undefined ? null : (
          <Way node={node} handle={handles[0]} isConnectable={isConnectable} />
        )}
      </div>
      <CardBody node={node} face={face} />
      {isBranching ? (
        <ul dir="ltr" className="sk:border-t sk:border-line sk:py-1">
          {handles.map((handle) => (
            <li
              key={handle.id}
              className={cx(
                'sk:relative sk:flex sk:h-7 sk:items-center sk:justify-end sk:px-3 sk:text-xs sk:font-medium',
                handle.id === FAIL_BRANCH ? 'sk:text-warn' : 'sk:text-muted',
              )}
            >
              {handleLabel(handle, t) ?? t('builder.handle.success')}
              <Way node={node} handle={handle} isConnectable={isConnectable} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

function CardBody({
  node,
  face,
}: {
  readonly node: AppNode
  readonly face: ReturnType<typeof useNodeFace>
}): ReactElement | null {
  const t = useT()
  const { types } = useBuilder()
  if (!types.has(node.type)) {
    return (
      <p className="sk:px-3 sk:pb-2.5 sk:text-sm sk:text-muted">
        {t('builder.node.unknown', { type: node.type })}
      </p>
    )
  }
  if (!face.panel) return null
  if (!face.config)
    return <p className="sk:px-3 sk:pb-2.5 sk:text-sm sk:text-bad">{t('builder.node.badConfig')}</p>
  const { Summary } = face.panel
  return (
    <div className="sk:px-3 sk:pb-2.5 sk:text-sm sk:text-muted sk:empty:hidden">
      <ErrorBoundary resetKey={node.config} fallback={null}>
        <Summary nodeId={node.id} config={face.config} />
      </ErrorBoundary>
    </div>
  )
}

interface WayProps {
  readonly node: AppNode
  readonly handle: NodeHandle
  readonly isConnectable: boolean
}

function Way({ node, handle, isConnectable }: WayProps): ReactElement {
  const t = useT()
  const openMenu = useSetAtom(addMenuAtom)
  return (
    <SourceHandle
      id={handle.id}
      label={handleLabel(handle, t)}
      isWarning={handle.id === FAIL_BRANCH}
      isReadOnly={!isConnectable}
      onAdd={(point) => openMenu({ point, from: { source: node.id, sourceHandle: handle.id } })}
    />
  )
}

/** While an edge is being drawn: whether it may end here. */
function useDropVerdict(nodeId: string): 'welcome' | 'refused' | undefined {
  const { types } = useBuilder()
  const store = useStore()
  const from = useConnection((connection) =>
    connection.inProgress && connection.fromHandle?.type === 'source'
      ? `${connection.fromNode.id}\n${connection.fromHandle.id ?? 'source'}`
      : undefined,
  )
  if (from === undefined) return undefined
  const [source = '', sourceHandle = ''] = from.split('\n')
  if (source === nodeId) return undefined
  return refusalToConnect(store.get(appAtom), { source, sourceHandle, target: nodeId }, types)
    ? 'refused'
    : 'welcome'
}

// React Flow measures handles once; it must be told when a branch comes or goes.
function useHandleUpdates(nodeId: string, handles: readonly NodeHandle[]): void {
  const update = useUpdateNodeInternals()
  const key = handles.map((handle) => handle.id).join('\n')
  useEffect(() => {
    if (key !== undefined) update(nodeId)
  }, [key, nodeId, update])
}
