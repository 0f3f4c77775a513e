import { useSetAtom, useStore } from '@skep/react/jotai'
import { cx } from '@skep/react/ui'
import type { AppNode, NodeHandle } from '@skep/schema'
import { useConnection, useUpdateNodeInternals } from '@xyflow/react'
import { type ReactElement, useEffect } from 'react'
import { useBuilder } from '../builder-context.ts'
import { refusalToConnect } from '../core/can-connect.ts'
import { FAIL_BRANCH } from '../core/node-types.ts'
import { ErrorBoundary } from '../error-boundary.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { addMenuAtom } from '../state/menu-atoms.ts'
import { useIssueCounts, type useNodeFace } from '../state/use-node.ts'
import { useT } from '../use-t.ts'
import { handleLabel } from './handle-label.ts'
import { SourceHandle } from './source-handle.tsx'

/** A dot that says how many problems a node has. @internal */
export function IssueDot({ nodeId }: { readonly nodeId: string }): ReactElement | null {
  const t = useT()
  const { errors, warnings } = useIssueCounts(nodeId)
  const count = errors + warnings
  if (count === 0) return null
  return (
    <span
      role="img"
      aria-label={t('builder.node.issues', { count })}
      title={t('builder.node.issues', { count })}
      className={cx('sk:size-2 sk:shrink-0 sk:rounded-full', errors > 0 ? 'sk:bg-bad' : 'sk:bg-warn')}
    />
  )
}

/** The ways out of a node with several, one under the other. @internal */
export function WayRows(props: {
  readonly node: AppNode
  readonly handles: readonly NodeHandle[]
  readonly isConnectable: boolean
  readonly className?: string
}): ReactElement {
  const { node, handles, isConnectable, className } = props
  const t = useT()
  return (
    <ul dir="ltr" className={cx('sk:py-1', className)}>
      {handles.map((handle) => (
        <li
          key={handle.id}
          className={cx(
            'sk:relative sk:flex sk:h-7 sk:items-center sk:justify-end sk:px-3 sk:text-xs sk:font-medium',
            handle.id === FAIL_BRANCH ? 'sk:text-warn' : 'sk:text-muted',
          )}
        >
          <span className="sk:truncate">{handleLabel(handle, t) ?? t('builder.handle.success')}</span>
          <Way node={node} handle={handle} isConnectable={isConnectable} />
        </li>
      ))}
    </ul>
  )
}

/** What a card says about its node's settings. @internal */
export function CardBody({
  node,
  face,
  look = 'block',
}: {
  readonly node: AppNode
  readonly face: ReturnType<typeof useNodeFace>
  /** `line`: one line below the title, in a frame's header. */
  readonly look?: 'block' | 'line'
}): ReactElement | null {
  const place = look === 'line' ? 'sk:overflow-hidden' : 'sk:px-3 sk:pb-2.5'
  const t = useT()
  const { types } = useBuilder()
  if (!types.has(node.type)) {
    return (
      <p className={cx(place, 'sk:text-sm sk:text-muted')}>
        {t('builder.node.unknown', { type: node.type })}
      </p>
    )
  }
  if (!face.panel) return null
  if (!face.config)
    return <p className={cx(place, 'sk:text-sm sk:text-bad')}>{t('builder.node.badConfig')}</p>
  const { Summary } = face.panel
  return (
    <div className={cx(place, 'sk:text-sm sk:text-muted sk:empty:hidden', look === 'line' && 'sk:h-5')}>
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

/** One way out. @internal */
export function Way({ node, handle, isConnectable }: WayProps): ReactElement {
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

/** While an edge is being drawn: whether it may end here. @internal */
export function useDropVerdict(nodeId: string): 'welcome' | 'refused' | undefined {
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

/** React Flow measures handles once; it must be told when a branch comes or goes. @internal */
export function useHandleUpdates(nodeId: string, handles: readonly NodeHandle[]): void {
  const update = useUpdateNodeInternals()
  const key = handles.map((handle) => handle.id).join('\n')
  useEffect(() => {
    if (key !== undefined) update(nodeId)
  }, [key, nodeId, update])
}
