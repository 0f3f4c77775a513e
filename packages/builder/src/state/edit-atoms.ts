import { type Atom, atom, type PrimitiveAtom, type WritableAtom } from '@skep/react/jotai'
import { APP_SCHEMA_VERSION, type App, type AppEdge, type AppNode } from '@skep/schema'
import type { ChangeReason, Command } from '../core/change.ts'
import { type EditResult, type EditState, edit, redo, startEditing, undo } from '../core/history.ts'
import type { Patch } from '../core/patches.ts'
import { selectedNodeIdsAtom } from './view-atoms.ts'

const EMPTY: App = {
  schemaVersion: APP_SCHEMA_VERSION,
  id: '',
  mode: 'workflow',
  name: '',
  description: '',
  graph: { nodes: [], edges: [] },
  environmentVariables: [],
  conversationVariables: [],
  features: {},
}

const editStateAtom: PrimitiveAtom<EditState> = atom(startEditing(EMPTY))

/** What the last edit was. `count` tells two equal edits apart. @internal */
export interface LastEdit {
  readonly count: number
  readonly app: App
  readonly patches: readonly Patch[]
  readonly reason: ChangeReason
}

const lastEditSourceAtom: PrimitiveAtom<LastEdit | null> = atom<LastEdit | null>(null)

/** The app as it is now. @internal */
export const appAtom: Atom<App> = atom((get) => get(editStateAtom).app)

/** @internal */
export const lastEditAtom: Atom<LastEdit | null> = atom((get) => get(lastEditSourceAtom))

/** @internal */
export const nodesAtom: Atom<readonly AppNode[]> = atom((get) => get(appAtom).graph.nodes)

/** @internal */
export const edgesAtom: Atom<readonly AppEdge[]> = atom((get) => get(appAtom).graph.edges)

/** @internal */
export const nodesByIdAtom: Atom<ReadonlyMap<string, AppNode>> = atom(
  (get) => new Map(get(nodesAtom).map((node) => [node.id, node])),
)

/** @internal */
export const canUndoAtom: Atom<boolean> = atom((get) => get(editStateAtom).past.length > 0)

/** @internal */
export const canRedoAtom: Atom<boolean> = atom((get) => get(editStateAtom).future.length > 0)

/** Carries out a command. @internal */
export const editAtom: WritableAtom<null, [command: Command], void> = atom(
  null,
  (get, set, command: Command) => {
    const state = get(editStateAtom)
    const change = command(state.app)
    const result = edit(state, change, Date.now())
    if (result) set(commitAtom, result)
    if (change.select && (result || change.select.length > 0))
      set(selectedNodeIdsAtom, new Set(change.select))
  },
)

/** @internal */
export const undoAtom: WritableAtom<null, [], ChangeReason | undefined> = atom(null, (get, set) => {
  const state = get(editStateAtom)
  const result = undo(state)
  if (result) set(commitAtom, result)
  return result && state.past.at(-1)?.reason
})

/** @internal */
export const redoAtom: WritableAtom<null, [], ChangeReason | undefined> = atom(null, (get, set) => {
  const state = get(editStateAtom)
  const result = redo(state)
  if (result) set(commitAtom, result)
  return result && state.future.at(-1)?.reason
})

/** Starts over with an app from outside; the history of the old one would corrupt it. @internal */
export const openAppAtom: WritableAtom<null, [app: App], void> = atom(null, (_get, set, app: App) => {
  set(editStateAtom, startEditing(app))
})

const commitAtom: WritableAtom<null, [result: EditResult], void> = atom(
  null,
  (get, set, result: EditResult) => {
    set(editStateAtom, result.state)
    const ids = new Set(result.state.app.graph.nodes.map((node) => node.id))
    const selected = get(selectedNodeIdsAtom)
    // What was undone away must not stay selected.
    if ([...selected].some((id) => !ids.has(id))) {
      set(selectedNodeIdsAtom, new Set([...selected].filter((id) => ids.has(id))))
    }
    set(lastEditSourceAtom, (last) => ({
      count: (last?.count ?? 0) + 1,
      app: result.state.app,
      patches: result.patches,
      reason: result.reason,
    }))
  },
)
