import { atom, type Getter, useAtomValue, useSetAtom } from '@skep/react/jotai'
import { cx } from '@skep/react/ui'
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { memo, type ReactElement, useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { type EdgeRun, edgeRunOf } from '../core/run-marks.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { addMenuAtom, hoveredEdgeIdAtom } from '../state/menu-atoms.ts'
import { runAtom } from '../state/run-atoms.ts'
import { dropEdgeIdAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'

/** A connection, with what the run made of it and a plus to insert a node. @internal */
export const EdgeLine: (props: EdgeProps) => ReactElement | null = memo(function EdgeLine(props: EdgeProps) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected } = props
  const t = useT()
  const { isReadOnly } = useBuilder()
  const openMenu = useSetAtom(addMenuAtom)
  const setHovered = useSetAtom(hoveredEdgeIdAtom)
  const lookText = useAtomValue(useMemo(() => atom((get) => edgeLook(get, id)), [id]))
  const look = JSON.parse(lookText) as EdgeLook // made by edgeLook
  const [path, labelX, labelY] = getBezierPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
  })
  const isHot = look.isHovered || selected === true
  return (
    <>
      <BaseEdge
        path={path}
        interactionWidth={24}
        className={cx(
          'skep-edge',
          isHot && 'skep-edge-hot',
          look.isDrop && 'skep-edge-drop',
          look.run && `skep-edge-${look.run}`,
        )}
      />
      {isHot && !isReadOnly ? (
        <EdgeLabelRenderer>
          <button
            type="button"
            aria-label={t('builder.edge.insert')}
            title={t('builder.edge.insert')}
            className="skep-edge-plus nodrag nopan"
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
            onMouseEnter={() => setHovered(id)}
            onMouseLeave={() => setHovered(null)}
            onClick={(event) => {
              event.stopPropagation()
              const box = event.currentTarget.getBoundingClientRect()
              openMenu({ point: { x: box.right + 6, y: box.top }, edgeId: id })
            }}
          >
            <Plus size={13} strokeWidth={2.5} aria-hidden="true" />
          </button>
        </EdgeLabelRenderer>
      ) : null}
    </>
  )
}) as (props: EdgeProps) => ReactElement | null // memo keeps the props

interface EdgeLook {
  readonly isHovered: boolean
  readonly isDrop: boolean
  readonly run: EdgeRun | undefined
}

// A string, so that an edge renders only when its own look changes.
function edgeLook(get: Getter, id: string): string {
  const view = get(runAtom)
  const edge = view ? get(appAtom).graph.edges.find((candidate) => candidate.id === id) : undefined
  const look = {
    isHovered: get(hoveredEdgeIdAtom) === id,
    isDrop: get(dropEdgeIdAtom) === id,
    run: view && edge ? edgeRunOf(view, edge) : undefined,
  }
  return JSON.stringify(look)
}
