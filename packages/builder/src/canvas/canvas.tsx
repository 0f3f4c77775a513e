import { useDirection } from '@skep/react'
import { useAtomValue, useSetAtom, useStore } from '@skep/react/jotai'
import { EmptyState } from '@skep/react/ui'
import {
  Background,
  BackgroundVariant,
  type Connection,
  type Edge,
  type EdgeChange,
  type FinalConnectionState,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
} from '@xyflow/react'
import { Workflow } from 'lucide-react'
import { type MouseEvent, type ReactElement, useCallback, useId, useMemo, useRef, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { connect } from '../core/commands/edges.ts'
import { edgesAtom, nodesAtom, nodesByIdAtom } from '../state/edit-atoms.ts'
import { addMenuAtom, contextTargetAtom, hoveredEdgeIdAtom } from '../state/menu-atoms.ts'
import { selectedEdgeIdsAtom, selectedNodeIdsAtom, selectNodesAtom } from '../state/view-atoms.ts'
import { useCanConnect } from '../use-add-node.ts'
import { useT } from '../use-t.ts'
import { AddMenuPopover } from './add-menu.tsx'
import { CanvasToolbar } from './canvas-toolbar.tsx'
import { ContextMenus } from './context-menus.tsx'
import { EdgeLine } from './edge-line.tsx'
import { nodeIdAt } from './element-at.ts'
import { FrameCard } from './frame-card.tsx'
import { InnerStartMark } from './inner-start-mark.tsx'
import { NodeCard } from './node-card.tsx'
import { NoteCard } from './note-card.tsx'
import { useCanvasView } from './use-canvas-view.ts'
import { useFlowNodes } from './use-flow-nodes.ts'
import { usePaletteDrop } from './use-palette-drop.ts'
import { useShiftHeld } from './use-shift-held.ts'

const NODE_TYPES = { card: NodeCard, frame: FrameCard, mark: InnerStartMark, note: NoteCard }
const EDGE_TYPES = { line: EdgeLine }

/** @public */
export interface CanvasProps {
  readonly className?: string
  /** Shows the graph and lets nothing be changed in it, e.g. on a small screen. */
  readonly isViewOnly?: boolean
}

/** The graph: cards, connections, and the hand that moves them. @public */
export function Canvas(props: CanvasProps): ReactElement {
  return (
    <ReactFlowProvider>
      <CanvasInner {...props} />
    </ReactFlowProvider>
  )
}

function CanvasInner({ className, isViewOnly = false }: CanvasProps): ReactElement {
  const t = useT()
  const id = useId()
  const dir = useDirection()
  const { edit, types, canvas, isReadOnly: isLocked } = useBuilder()
  const isReadOnly = isLocked || isViewOnly
  const store = useStore()
  const wrapper = useRef<HTMLDivElement>(null)
  const [isFocused, setFocused] = useState(false)
  const shift = useShiftHeld(wrapper)
  const { nodes, onNodesChange, sizes } = useFlowNodes(shift.ref)
  const edges = useFlowEdges()
  const drop = usePaletteDrop()
  const canConnect = useCanConnect()
  const selectNodes = useSetAtom(selectNodesAtom)
  const setSelectedNodes = useSetAtom(selectedNodeIdsAtom)
  const setSelectedEdges = useSetAtom(selectedEdgeIdsAtom)
  const setHoveredEdge = useSetAtom(hoveredEdgeIdAtom)
  const openAddMenu = useSetAtom(addMenuAtom)
  const openContext = useSetAtom(contextTargetAtom)
  const isEmpty = useAtomValue(nodesAtom).length === 0
  const { toFlow, onMoveStart, frameFirst } = useCanvasView(wrapper, sizes, isViewOnly)

  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) =>
      edit((app) => connect(app, { source, sourceHandle: sourceHandle ?? 'source', target }, types)),
    [edit, types],
  )
  const onConnectEnd = useCallback(
    (event: globalThis.MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const element = wrapper.current
      if (state.isValid || !state.fromNode || state.fromHandle?.type !== 'source' || !element) return
      const point = 'changedTouches' in event ? event.changedTouches[0] : event
      if (!point) return
      const { clientX: x, clientY: y } = point
      const from = { source: state.fromNode.id, sourceHandle: state.fromHandle.id ?? 'source' }
      const target = nodeIdAt(element, x, y)
      if (target === undefined) openAddMenu({ point: { x, y }, from, position: toFlow({ x, y }) })
      else edit((app) => connect(app, { ...from, target }, types))
    },
    [edit, types, openAddMenu, toFlow],
  )
  const onEdgesChange = useCallback(
    (changes: EdgeChange[]) => {
      const picked = new Set(store.get(selectedEdgeIdsAtom))
      for (const change of changes) {
        if (change.type !== 'select') continue
        if (change.selected) picked.add(change.id)
        else picked.delete(change.id)
      }
      setSelectedEdges(picked)
    },
    [store, setSelectedEdges],
  )
  const onContextMenu = (
    event: MouseEvent | globalThis.MouseEvent,
    target: { nodeId: string } | { edgeId: string } | null,
  ): void => {
    event.preventDefault()
    const point = { x: event.clientX, y: event.clientY }
    if (target === null) openContext({ kind: 'pane', point, position: toFlow(point) })
    else if ('edgeId' in target) openContext({ kind: 'edge', point, edgeId: target.edgeId })
    else {
      if (!store.get(selectedNodeIdsAtom).has(target.nodeId)) selectNodes([target.nodeId], { keepSide: true })
      openContext({ kind: 'node', point, nodeId: target.nodeId })
    }
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a canvas of cards is a group; its list twin is the outline
    <div
      ref={wrapper}
      role="group"
      aria-label={t('builder.canvas.label')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of the canvas work while it has the focus
      tabIndex={0}
      data-skep-canvas=""
      className={`skep-canvas sk:relative sk:h-full sk:min-h-0 sk:w-full sk:bg-canvas sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent ${className ?? ''}`}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onPointerDown={shift.onPointerDown}
      {...(isReadOnly ? {} : drop)}
    >
      <ReactFlow
        id={id}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onMoveStart={onMoveStart}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        isValidConnection={({ source, sourceHandle, target }) =>
          canConnect({ source, sourceHandle: sourceHandle ?? 'source', target })
        }
        onNodeClick={(event, node) => {
          wrapper.current?.focus({ preventScroll: true })
          if (event.shiftKey || event.metaKey || event.ctrlKey) return
          selectNodes([node.id])
          requestAnimationFrame(() => canvas.current?.reveal(node.id))
        }}
        onPaneClick={() => {
          wrapper.current?.focus({ preventScroll: true })
          setSelectedNodes(new Set())
          setSelectedEdges(new Set())
        }}
        onEdgeClick={() => wrapper.current?.focus({ preventScroll: true })}
        onEdgeMouseEnter={(_, edge) => setHoveredEdge(edge.id)}
        onEdgeMouseLeave={() => setHoveredEdge(null)}
        onPaneContextMenu={(event) => onContextMenu(event, null)}
        onNodeContextMenu={(event, node) => onContextMenu(event, { nodeId: node.id })}
        onEdgeContextMenu={(event, edge) => onContextMenu(event, { edgeId: edge.id })}
        onSelectionContextMenu={(event) => onContextMenu(event, null)}
        nodesDraggable={!isReadOnly}
        nodesConnectable={!isReadOnly}
        nodesFocusable={false}
        edgesFocusable={false}
        connectOnClick={false}
        connectionRadius={28}
        nodeDragThreshold={3}
        selectionOnDrag={shift.isHeld}
        panOnDrag={!shift.isHeld}
        panOnScroll={isFocused}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        elevateNodesOnSelect={false}
        preventScrolling={isFocused}
        minZoom={0.15}
        maxZoom={2}
        onInit={frameFirst}
        onlyRenderVisibleElements
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        disableKeyboardA11y
        attributionPosition={isViewOnly ? (dir === 'rtl' ? 'bottom-left' : 'bottom-right') : 'bottom-center'}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} />
        {isViewOnly || isEmpty ? null : (
          <MiniMap
            pannable
            zoomable
            ariaLabel={t('builder.canvas.minimap')}
            position={dir === 'rtl' ? 'bottom-left' : 'bottom-right'}
            nodeBorderRadius={16}
            nodeStrokeWidth={0}
          />
        )}
      </ReactFlow>
      <CanvasToolbar isReadOnly={isReadOnly} />
      {isEmpty ? (
        <div className="sk:pointer-events-none sk:absolute sk:inset-0 sk:flex sk:items-center sk:justify-center">
          <EmptyState icon={<Workflow size={20} />} title={t('builder.canvas.empty')}>
            {t(isReadOnly ? 'builder.canvas.emptyReadOnly' : 'builder.canvas.emptyHint')}
          </EmptyState>
        </div>
      ) : null}
      <AddMenuPopover />
      <ContextMenus isReadOnly={isReadOnly} />
    </div>
  )
}

function useFlowEdges(): Edge[] {
  const edges = useAtomValue(edgesAtom)
  const nodes = useAtomValue(nodesByIdAtom)
  const selected = useAtomValue(selectedEdgeIdsAtom)
  // Only ids matter here; a title that is being typed must not rebuild the list.
  const ids = [...nodes.keys()].join('\n')
  return useMemo(() => {
    const known = new Set(ids.split('\n'))
    return edges
      .filter((edge) => known.has(edge.source) && known.has(edge.target))
      .map((edge) => ({
        id: edge.id,
        type: 'line',
        source: edge.source,
        sourceHandle: edge.sourceHandle,
        target: edge.target,
        selected: selected.has(edge.id),
      }))
  }, [edges, ids, selected])
}
