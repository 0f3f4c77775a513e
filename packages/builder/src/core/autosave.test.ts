import type { AppRecord } from '@skep/client'
import { type App, SkepError } from '@skep/schema'
import { expect, it } from 'vitest'
import { type Autosave, type AutosavePorts, createAutosave, type SaveState } from './autosave.ts'
import { testApp } from './test-app.fixture.ts'

const named = (name: string): App => ({ ...testApp(), name })

interface Desk {
  readonly autosave: Autosave
  readonly states: SaveState['status'][]
  readonly stored: () => AppRecord
  readonly somebodySaves: (app: App) => void
  readonly failNext: (error: Error) => void
  readonly tick: () => void
}

/** A store that keeps revisions as every real one must, and a timer that goes off when told to. */
function desk(): Desk {
  let stored: AppRecord = { app: named('first'), revision: 1, createdAtMs: 0, updatedAtMs: 0 }
  let failure: Error | undefined
  let timer: (() => void) | undefined
  const states: SaveState['status'][] = []
  const ports: AutosavePorts = {
    async save(app, baseRevision) {
      await Promise.resolve()
      if (failure) {
        const error = failure
        failure = undefined
        throw error
      }
      if (baseRevision !== stored.revision) {
        throw new SkepError('APP_CONFLICT', 'Somebody saved.', { currentRevision: stored.revision })
      }
      stored = { ...stored, app, revision: stored.revision + 1, updatedAtMs: stored.updatedAtMs + 1 }
      return stored
    },
    load: () => Promise.resolve(stored),
    onState: (state) => states.push(state.status),
    schedule(callback) {
      timer = callback
      return () => {
        timer = undefined
      }
    },
  }
  return {
    autosave: createAutosave(stored, ports),
    states,
    stored: () => stored,
    somebodySaves: (app) => {
      stored = { ...stored, app, revision: stored.revision + 1 }
    },
    failNext: (error) => {
      failure = error
    },
    tick: () => timer?.(),
  }
}

it('saves once after a burst of changes', async () => {
  const { autosave, states, stored, tick } = desk()
  autosave.change(named('a'))
  autosave.change(named('ab'))
  tick()
  await autosave.flush()
  expect(stored()).toMatchObject({ revision: 2, app: { name: 'ab' } })
  expect(states).toEqual(['unsaved', 'unsaved', 'saving', 'saved'])
})

it('saves what changed while it was saving', async () => {
  const { autosave, stored, tick } = desk()
  autosave.change(named('a'))
  tick()
  autosave.change(named('b'))
  await autosave.flush()
  expect(stored()).toMatchObject({ revision: 3, app: { name: 'b' } })
})

it('keeps the change after a failure and saves it at the next try', async () => {
  const { autosave, states, stored, failNext } = desk()
  failNext(new SkepError('STORAGE_QUOTA', 'No room.'))
  autosave.change(named('a'))
  await autosave.flush()
  expect(stored().revision).toBe(1)
  expect(states.at(-1)).toBe('failed')
  await autosave.flush()
  expect(stored()).toMatchObject({ revision: 2, app: { name: 'a' } })
})

it('writes nothing in a conflict until a person chooses', async () => {
  const { autosave, states, stored, somebodySaves } = desk()
  somebodySaves(named('theirs'))
  autosave.change(named('mine'))
  await autosave.flush()
  autosave.change(named('mine, longer'))
  await autosave.flush()
  expect(states.at(-1)).toBe('conflict')
  expect(stored().app.name).toBe('theirs')
})

it('saves mine over theirs when asked to', async () => {
  const { autosave, stored, somebodySaves } = desk()
  somebodySaves(named('theirs'))
  autosave.change(named('mine'))
  await autosave.flush()
  await autosave.keepMine()
  expect(stored()).toMatchObject({ revision: 3, app: { name: 'mine' } })
})

it('gives up mine for theirs when asked to, and goes on from there', async () => {
  const { autosave, stored, somebodySaves } = desk()
  somebodySaves(named('theirs'))
  autosave.change(named('mine'))
  await autosave.flush()
  expect(autosave.takeTheirs()?.app.name).toBe('theirs')
  autosave.change(named('theirs, longer'))
  await autosave.flush()
  expect(stored()).toMatchObject({ revision: 3, app: { name: 'theirs, longer' } })
})

it('shows what somebody else saved only while nothing of ours is unsaved', async () => {
  const { autosave, somebodySaves } = desk()
  somebodySaves(named('theirs'))
  expect((await autosave.noticeRevision(2))?.app.name).toBe('theirs')
  somebodySaves(named('theirs again'))
  autosave.change(named('mine'))
  expect(await autosave.noticeRevision(3)).toBeUndefined()
})
