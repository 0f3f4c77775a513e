import type { App } from '@skep/schema'
import type { Change, ChangeReason } from './change.ts'
import { applyPatches, type Patch } from './patches.ts'

/** How many steps can be undone. @public */
export const HISTORY_LIMIT = 100

/** Changes of one kind closer together than this become one step, in milliseconds. @public */
export const MERGE_WINDOW_MS = 500

/** One step back and forth. @public */
export interface HistoryEntry {
  readonly reason: ChangeReason
  readonly forward: readonly Patch[]
  readonly inverse: readonly Patch[]
  readonly mergeKey?: string
  readonly atMs: number
}

/** An app with the way back and forth. Selection, viewport and runs are not part of it. @public */
export interface EditState {
  readonly app: App
  readonly past: readonly HistoryEntry[]
  readonly future: readonly HistoryEntry[]
  /** True right after undo and redo: the next change starts a step of its own. */
  readonly isSealed: boolean
}

/** What an edit did to the app, for `onAppChange` and autosave. @public */
export interface EditResult {
  readonly state: EditState
  readonly patches: readonly Patch[]
  readonly reason: ChangeReason
}

/** @public */
export function startEditing(app: App): EditState {
  return { app, past: [], future: [], isSealed: false }
}

/** Carries out a change and remembers the way back. Undefined when the change is empty. @public */
export function edit(state: EditState, change: Change, atMs: number): EditResult | undefined {
  if (change.patches.length === 0) return undefined
  const { next, inverse } = applyPatches(state.app, change.patches)
  const entry: HistoryEntry = {
    reason: change.reason,
    forward: change.patches,
    inverse,
    ...(change.mergeKey === undefined ? {} : { mergeKey: change.mergeKey }),
    atMs,
  }
  return {
    state: { app: next, past: remember(state, entry), future: [], isSealed: false },
    patches: change.patches,
    reason: change.reason,
  }
}

/** Takes the last step back. Undefined when there is none. @public */
export function undo(state: EditState): EditResult | undefined {
  const entry = state.past.at(-1)
  if (!entry) return undefined
  const { next } = applyPatches(state.app, entry.inverse)
  return {
    state: { app: next, past: state.past.slice(0, -1), future: [...state.future, entry], isSealed: true },
    patches: entry.inverse,
    reason: 'undo',
  }
}

/** Takes the last undone step again. Undefined when there is none. @public */
export function redo(state: EditState): EditResult | undefined {
  const entry = state.future.at(-1)
  if (!entry) return undefined
  const { next } = applyPatches(state.app, entry.forward)
  return {
    state: { app: next, past: [...state.past, entry], future: state.future.slice(0, -1), isSealed: true },
    patches: entry.forward,
    reason: 'redo',
  }
}

function remember(state: EditState, entry: HistoryEntry): readonly HistoryEntry[] {
  const last = state.past.at(-1)
  if (last && !state.isSealed && canMerge(last, entry))
    return [...state.past.slice(0, -1), merge(last, entry)]
  return [...state.past, entry].slice(-HISTORY_LIMIT)
}

function canMerge(last: HistoryEntry, entry: HistoryEntry): boolean {
  return (
    entry.mergeKey !== undefined &&
    entry.mergeKey === last.mergeKey &&
    entry.reason === last.reason &&
    entry.atMs - last.atMs <= MERGE_WINDOW_MS
  )
}

function merge(last: HistoryEntry, entry: HistoryEntry): HistoryEntry {
  // A typing burst replaces the same values again and again: the first way back and the last way forth are enough.
  if (replacesTheSame(last.forward, entry.forward)) return { ...entry, inverse: last.inverse }
  return {
    ...entry,
    forward: [...last.forward, ...entry.forward],
    inverse: [...entry.inverse, ...last.inverse],
  }
}

function replacesTheSame(a: readonly Patch[], b: readonly Patch[]): boolean {
  return (
    a.length === b.length &&
    a.every((patch, index) => {
      const other = b[index]
      return patch.op === 'replace' && other?.op === 'replace' && samePath(patch.path, other.path)
    }) &&
    isPrefixFree(a)
  )
}

// With one path inside another, dropping the earlier patches would lose what they did around the later ones.
function isPrefixFree(patches: readonly Patch[]): boolean {
  return patches.every((patch, index) =>
    patches.every((other, place) => place === index || !startsWith(other.path, patch.path)),
  )
}

function samePath(a: Patch['path'], b: Patch['path']): boolean {
  return a.length === b.length && startsWith(a, b)
}

function startsWith(path: Patch['path'], prefix: Patch['path']): boolean {
  return prefix.every((key, index) => path[index] === key)
}
