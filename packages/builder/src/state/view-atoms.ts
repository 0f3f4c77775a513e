import { type Atom, atom, type PrimitiveAtom, type WritableAtom } from '@skep/react/jotai'

/** What stands in the dock at the end of the builder. @internal */
export type SideView = 'node' | 'run' | 'issues' | 'app'

/** @internal */
export const selectedNodeIdsAtom: PrimitiveAtom<ReadonlySet<string>> = atom<ReadonlySet<string>>(
  new Set<string>(),
)

/** @internal */
export const selectedEdgeIdsAtom: PrimitiveAtom<ReadonlySet<string>> = atom<ReadonlySet<string>>(
  new Set<string>(),
)

const sideViewSourceAtom: PrimitiveAtom<SideView | null> = atom<SideView | null>(null)

/** The side view that is open; a node's panel needs exactly one selected node. @internal */
export const sideViewAtom: Atom<SideView | null> = atom((get) => {
  const view = get(sideViewSourceAtom)
  return view === 'node' && get(selectedNodeIdsAtom).size !== 1 ? null : view
})

/** @internal */
export const openSideAtom: WritableAtom<null, [view: SideView | null], void> = atom(
  null,
  (_get, set, view: SideView | null) => set(sideViewSourceAtom, view),
)

/** Selects nodes; one alone also opens its panel unless a run is being watched. @internal */
export const selectNodesAtom: WritableAtom<
  null,
  [ids: readonly string[], options?: { readonly keepSide?: boolean }],
  void
> = atom(null, (_get, set, ids: readonly string[], options?: { readonly keepSide?: boolean }) => {
  set(selectedNodeIdsAtom, new Set(ids))
  set(selectedEdgeIdsAtom, new Set<string>())
  if (!options?.keepSide && ids.length === 1) set(sideViewSourceAtom, 'node')
})

/** The node whose title is being typed on its card. @internal */
export const renamingNodeAtom: PrimitiveAtom<string | null> = atom<string | null>(null)

/** The tab of a node's panel. @internal */
export const nodeTabAtom: PrimitiveAtom<'settings' | 'last-run'> = atom<'settings' | 'last-run'>('settings')

/** The tab of the dock at the start of the builder. @internal */
export const startTabAtom: PrimitiveAtom<'add' | 'outline'> = atom<'add' | 'outline'>('add')

/** @internal */
export const isStartDockOpenAtom: PrimitiveAtom<boolean> = atom(true)

/** What is being dragged out of the palette. The browser hides it from `dragover`. @internal */
export const draggedTypeAtom: PrimitiveAtom<string | null> = atom<string | null>(null)

/** The edge that would take what is being dragged. @internal */
export const dropEdgeIdAtom: PrimitiveAtom<string | null> = atom<string | null>(null)

/** A container under what is being dragged, and whether it would take it. @internal */
export interface DropContainer {
  readonly containerId: string
  readonly isWelcome: boolean
}

/** @internal */
export const dropContainerAtom: PrimitiveAtom<DropContainer | null> = atom<DropContainer | null>(null)

/** A dialog that is open. @internal */
export type OpenDialog = 'shortcuts' | 'publish' | null

/** @internal */
export const openDialogAtom: PrimitiveAtom<OpenDialog> = atom<OpenDialog>(null)
