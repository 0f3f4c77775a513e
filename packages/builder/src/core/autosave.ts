import type { AppRecord } from '@skep/client'
import { type App, type ErrorData, toErrorData } from '@skep/schema'

/** How the app in the editor stands to the stored one. @public */
export type SaveState =
  | { readonly status: 'saved'; readonly revision: number; readonly savedAtMs: number }
  | { readonly status: 'unsaved' }
  | { readonly status: 'saving' }
  | { readonly status: 'failed'; readonly error: ErrorData }
  /** Somebody else saved; a person must choose. Nothing is written until then. */
  | { readonly status: 'conflict'; readonly theirs: AppRecord }

/** What autosaving needs from outside. @internal */
export interface AutosavePorts {
  save(app: App, baseRevision: number): Promise<AppRecord>
  load(): Promise<AppRecord>
  onState(state: SaveState): void
  /** Calls back later; the returned function cancels. */
  schedule(callback: () => void, delayMs: number): () => void
}

/** @internal */
export interface Autosave {
  /** Takes in a new state of the app; it is saved when no other comes for a while. */
  change(app: App): void
  /** Saves at once what is not saved yet. Also tries again after a failure. */
  flush(): Promise<void>
  /** Ends a conflict by saving the editor's app over the stored one. */
  keepMine(): Promise<void>
  /** Ends a conflict by giving up the editor's app; returns the stored one. */
  takeTheirs(): AppRecord | undefined
  /** Somebody else saved. Returns their record when the editor holds nothing unsaved and may show it. */
  noticeRevision(revision: number): Promise<AppRecord | undefined>
  dispose(): Promise<void>
}

const DELAY_MS = 800

/** Saves an app a moment after its last change, over the revision that the editor knows. @internal */
export function createAutosave(record: AppRecord, ports: AutosavePorts): Autosave {
  let revision = record.revision
  let pending: App | undefined
  let conflict: AppRecord | undefined
  let saving: Promise<void> | undefined
  let cancelTimer: (() => void) | undefined

  const save = async (): Promise<void> => {
    cancelTimer?.()
    cancelTimer = undefined
    while (pending && !conflict) {
      const app = pending
      pending = undefined
      ports.onState({ status: 'saving' })
      try {
        const saved = await ports.save(app, revision)
        revision = saved.revision
        if (!pending) ports.onState({ status: 'saved', revision, savedAtMs: saved.updatedAtMs })
      } catch (cause) {
        pending ??= app
        const error = toErrorData(cause, 'STORAGE_FAILED')
        if (error.code !== 'APP_CONFLICT') {
          ports.onState({ status: 'failed', error })
          return
        }
        await meetConflict()
      }
    }
  }

  const meetConflict = async (): Promise<void> => {
    try {
      conflict = await ports.load()
      ports.onState({ status: 'conflict', theirs: conflict })
    } catch (cause) {
      ports.onState({ status: 'failed', error: toErrorData(cause, 'STORAGE_FAILED') })
      throw cause
    }
  }

  const flush = (): Promise<void> => {
    saving ??= save()
      .catch(() => undefined) // reported by onState
      .finally(() => {
        saving = undefined
      })
    return saving
  }

  return {
    change(app) {
      pending = app
      if (conflict) return
      if (!saving) ports.onState({ status: 'unsaved' })
      cancelTimer?.()
      cancelTimer = ports.schedule(() => void flush(), DELAY_MS)
    },
    flush,
    async keepMine() {
      if (!conflict) return
      revision = conflict.revision
      conflict = undefined
      await flush()
    },
    takeTheirs() {
      const theirs = conflict
      if (!theirs) return undefined
      revision = theirs.revision
      conflict = undefined
      pending = undefined
      ports.onState({ status: 'saved', revision, savedAtMs: theirs.updatedAtMs })
      return theirs
    },
    async noticeRevision(theirRevision) {
      if (theirRevision <= revision || pending || saving || conflict) return undefined
      const theirs = await ports.load()
      if (theirs.revision <= revision || pending || saving) return undefined
      revision = theirs.revision
      ports.onState({ status: 'saved', revision, savedAtMs: theirs.updatedAtMs })
      return theirs
    },
    async dispose() {
      cancelTimer?.()
      await flush()
    },
  }
}
