import { useAtomValue, useSetAtom, useStore } from '@skep/react/jotai'
import type { AppNode, Point } from '@skep/schema'
import { type Node, type NodeChange, type OnNodesChange, Position } from '@xyflow/react'
import { type RefObject, useCallback, useMemo, useRef, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { NODE_HEIGHT, NODE_WIDTH } from '../core/commands/edges.ts'
import { move } from '../core/commands/nodes.ts'
import type { NodeSizes } from '../core/layout.ts'
import { handlesOf, hasWayIn, type NodeTypes } from '../core/node-types.ts'
import { nodesAtom } from '../state/edit-atoms.ts'
import { selectedNodeIdsAtom } from '../state/view-atoms.ts'

type Size = { readonly width: number; readonly height: number }

interface Drawn {
  readonly node: AppNode
  readonly position: Point
  readonly size: Size | undefined
  readonly isSelected: boolean
  readonly drawn: Node
}

const NO_DATA: Node['data'] = {}
const NOTHING: ReadonlyMap<string, Point> = new Map()

/** The app's nodes as React Flow wants them, and what it reports about them. @internal */
export interface FlowNodes {
  readonly nodes: Node[]
  readonly onNodesChange: OnNodesChange
  readonly sizes: RefObject<NodeSizes>
}

/**
 * React Flow gets positions and selection only; what a card shows it takes from the store itself. Positions of a drag
 * stay here until it ends, then they become one command.
 * @internal
 */
export function useFlowNodes(isAdding: RefObject<boolean>): FlowNodes {
  const { edit, types } = useBuilder()
  const store = useStore()
  const appNodes = useAtomValue(nodesAtom)
  const selected = useAtomValue(selectedNodeIdsAtom)
  const setSelected = useSetAtom(selectedNodeIdsAtom)
  const sizes = useRef<Map<string, Size>>(new Map())
  const [measureCount, setMeasureCount] = useState(0)
  const [dragged, setDragged] = useState<ReadonlyMap<string, Point>>(NOTHING)
  const cache = useRef<Map<string, Drawn>>(new Map())
  const live = useRef<ReadonlyMap<string, Point>>(NOTHING)

  const nodes = useMemo(() => {
    const next = new Map<string, Drawn>()
    for (const node of parentsFirst(appNodes)) {
      const position = dragged.get(node.id) ?? node.position
      const size = measureCount > 0 ? sizes.current.get(node.id) : undefined
      const isSelected = selected.has(node.id)
      const old = cache.current.get(node.id)
      const isSame =
        old?.node === node && old.position === position && old.size === size && old.isSelected === isSelected
      next.set(
        node.id,
        isSame
          ? old
          : { node, position, size, isSelected, drawn: draw(node, position, size, isSelected, types) },
      )
    }
    cache.current = next
    return [...next.values()].map((entry) => entry.drawn)
  }, [appNodes, selected, dragged, measureCount, types])

  const onNodesChange = useCallback(
    (changes: NodeChange[]) => {
      const moves = new Map<string, Point>()
      const picked = new Set(store.get(selectedNodeIdsAtom))
      let hasMeasured = false
      let hasPicked = false
      let hasEnded = false
      for (const change of changes) {
        if (change.type === 'dimensions' && change.dimensions) {
          sizes.current.set(change.id, change.dimensions)
          hasMeasured = true
        } else if (change.type === 'position' && change.position) {
          moves.set(change.id, { x: Math.round(change.position.x), y: Math.round(change.position.y) })
          if (change.dragging === false) hasEnded = true
        } else if (change.type === 'position' && change.dragging === false) hasEnded = true
        else if (change.type === 'select' && (change.selected || !isAdding.current)) {
          hasPicked = true
          if (change.selected) picked.add(change.id)
          else picked.delete(change.id)
        }
      }
      if (hasMeasured) setMeasureCount((count) => count + 1)
      if (hasPicked) setSelected(picked)
      if (hasEnded) {
        const all = new Map([...live.current, ...moves])
        live.current = NOTHING
        setDragged(NOTHING)
        if (all.size > 0) edit((app) => move(app, all))
      } else if (moves.size > 0) {
        live.current = new Map([...live.current, ...moves])
        setDragged(live.current)
      }
    },
    [store, edit, setSelected, isAdding],
  )

  return { nodes, onNodesChange, sizes }
}

function draw(
  node: AppNode,
  position: Point,
  size: Size | undefined,
  isSelected: boolean,
  types: NodeTypes,
): Node {
  return {
    id: node.id,
    type: 'card',
    data: NO_DATA,
    position: { x: position.x, y: position.y },
    selected: isSelected,
    ...(size ? { measured: { width: size.width, height: size.height } } : estimate(node, types)),
    ...(node.parentId === undefined ? {} : { parentId: node.parentId }),
  }
}

/**
 * A guess at a card that has not been on screen yet. Without it neither the fit nor connections to cards outside the
 * view would know of it.
 */
function estimate(node: AppNode, types: NodeTypes): Pick<Node, 'measured' | 'handles'> {
  const ways = handlesOf(node, types)
  const height = NODE_HEIGHT + (ways.length > 1 ? ways.length * 28 + 8 : 0)
  const dot = { width: 11, height: 11 }
  return {
    measured: { width: NODE_WIDTH, height },
    handles: [
      ...(hasWayIn(node, types)
        ? [{ id: 'target', type: 'target' as const, position: Position.Left, x: -5, y: height / 2, ...dot }]
        : []),
      ...ways.map((way, index) => ({
        id: way.id,
        type: 'source' as const,
        position: Position.Right,
        x: NODE_WIDTH - 5,
        y: ways.length > 1 ? NODE_HEIGHT + index * 28 + 12 : 20,
        ...dot,
      })),
    ],
  }
}

// React Flow wants a container before what lives inside it.
function parentsFirst(nodes: readonly AppNode[]): readonly AppNode[] {
  if (!nodes.some((node) => node.parentId !== undefined)) return nodes
  const ids = new Set(nodes.map((node) => node.id))
  const isTop = (node: AppNode): boolean => node.parentId === undefined || !ids.has(node.parentId)
  const placed = nodes.filter(isTop).map((node) => (node.parentId === undefined ? node : withoutParent(node)))
  let open = nodes.filter((node) => !isTop(node))
  while (open.length > 0) {
    const known = new Set(placed.map((node) => node.id))
    const next = open.filter((node) => node.parentId !== undefined && known.has(node.parentId))
    if (next.length === 0) return [...placed, ...open.map(withoutParent)]
    placed.push(...next)
    open = open.filter((node) => !next.includes(node))
  }
  return placed
}

function withoutParent(node: AppNode): AppNode {
  const { parentId: _, ...rest } = node
  return rest
}
