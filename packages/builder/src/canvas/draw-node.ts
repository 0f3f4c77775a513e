import { type AppNode, NOTE_TYPE, type Point } from '@skep/schema'
import { type Node, Position } from '@xyflow/react'
import { NODE_HEIGHT, NODE_WIDTH, type Size } from '../core/frame.ts'
import { handlesOf, hasWayIn, isContainer, isInnerStart, type NodeTypes } from '../core/node-types.ts'

/** How a node is drawn: as a card, a frame around others, the mark where rounds begin, or a note. @internal */
export type NodeKind = 'card' | 'frame' | 'mark' | 'note'

/** @internal */
export function kindOf(node: AppNode, types: NodeTypes): NodeKind {
  if (node.type === NOTE_TYPE) return 'note'
  if (isContainer(node.type)) return 'frame'
  return isInnerStart(node.type) && types.has(node.type) ? 'mark' : 'card'
}

const NO_DATA: Node['data'] = {}
const DOT = { width: 11, height: 11 }
// Notes lie below everything; what is selected lies above its neighbours.
const LAYERS: Readonly<Record<NodeKind, readonly [plain: number, selected: number]>> = {
  note: [-20, -19],
  frame: [0, 0],
  mark: [2, 6],
  card: [2, 6],
}

/** A node as React Flow wants it. @internal */
export function drawNode(
  node: AppNode,
  position: Point,
  size: Size | undefined,
  isSelected: boolean,
  types: NodeTypes,
  /** React Flow has seen it and knows its handles. */
  isMeasured: boolean,
): Node {
  const kind = kindOf(node, types)
  const [plain, lifted] = LAYERS[kind]
  const common = {
    id: node.id,
    type: kind,
    data: NO_DATA,
    position: { x: position.x, y: position.y },
    selected: isSelected,
    zIndex: isSelected ? lifted : plain,
    ...(node.parentId === undefined ? {} : { parentId: node.parentId }),
  }
  if (kind !== 'card' && size) {
    const fixed = { width: size.width, height: size.height }
    return {
      ...common,
      ...fixed,
      measured: fixed,
      ...(isMeasured ? {} : guessHandles(node, types, size, kind === 'frame' ? 30 : size.height / 2)),
      // The inside of a frame is canvas: it pans, takes selections and menus. Its header and border are the node.
      ...(kind === 'frame'
        ? { dragHandle: '.skep-frame-grip', style: { pointerEvents: 'none' as const } }
        : {}),
    }
  }
  if (size) return { ...common, measured: { width: size.width, height: size.height } }
  const ways = handlesOf(node, types)
  const height = NODE_HEIGHT + (ways.length > 1 ? ways.length * 28 + 8 : 0)
  return {
    ...common,
    measured: { width: NODE_WIDTH, height },
    ...guessHandles(node, types, { width: NODE_WIDTH, height }, height / 2),
  }
}

/**
 * A guess at a card that has not been on screen yet. Without it neither the fit nor connections to cards outside the
 * view would know of it.
 */
function guessHandles(node: AppNode, types: NodeTypes, size: Size, targetY: number): Pick<Node, 'handles'> {
  const ways = handlesOf(node, types)
  const isCard = kindOf(node, types) === 'card'
  // A card lists several ways below its head, a frame at its foot.
  const first = isCard ? NODE_HEIGHT + 12 : size.height + 4 - ways.length * 28
  const way = (index: number): number =>
    ways.length > 1 ? first + index * 28 : isCard ? 20 : targetY - DOT.height / 2
  return {
    handles: [
      ...(hasWayIn(node, types)
        ? [
            {
              id: 'target',
              type: 'target' as const,
              position: Position.Left,
              x: -5.5,
              y: targetY - 5.5,
              ...DOT,
            },
          ]
        : []),
      ...ways.map((handle, index) => ({
        id: handle.id,
        type: 'source' as const,
        position: Position.Right,
        x: size.width - 5.5,
        y: way(index),
        ...DOT,
      })),
    ],
  }
}

/** React Flow wants a container before what lives inside it. @internal */
export function parentsFirst(nodes: readonly AppNode[]): readonly AppNode[] {
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
