import { atom, type PrimitiveAtom } from '@skep/react/jotai'
import type { Point } from '@skep/schema'

/** The menu of node types at a point of the window, and what the chosen one is joined to. @internal */
export interface AddMenu {
  /** In the window, in CSS pixels. */
  readonly point: Point
  /** The new node comes after this way out. */
  readonly from?: { readonly source: string; readonly sourceHandle: string }
  /** The new node goes into this edge. */
  readonly edgeId?: string
  /** The new node goes into this container. */
  readonly parentId?: string
  /** Where it stands, in canvas units; absent: beside what it is joined to. */
  readonly position?: Point
}

/** @internal */
export const addMenuAtom: PrimitiveAtom<AddMenu | null> = atom<AddMenu | null>(null)

/** A right-click menu. @internal */
export type ContextTarget =
  | { readonly kind: 'node'; readonly point: Point; readonly nodeId: string }
  | { readonly kind: 'edge'; readonly point: Point; readonly edgeId: string }
  | { readonly kind: 'pane'; readonly point: Point; readonly position: Point }

/** @internal */
export const contextTargetAtom: PrimitiveAtom<ContextTarget | null> = atom<ContextTarget | null>(null)

/** The edge under the pointer. @internal */
export const hoveredEdgeIdAtom: PrimitiveAtom<string | null> = atom<string | null>(null)
