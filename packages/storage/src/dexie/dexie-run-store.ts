import type { RunEvent } from '@skep/client'
import type { RunStore } from '@skep/engine'
import { Dexie } from 'dexie'
import { compareText } from '../order.ts'
import type { Database } from './database.ts'
import type { Tables } from './schema.ts'

/** Runs and their events in IndexedDB. */
export function createDexieRunStore(database: Database): RunStore {
  return {
    async put(run) {
      const copy = structuredClone(run)
      await database.write(['runs'], ({ runs }) => runs.put(copy))
    },
    async get(runId) {
      return (await database.read(['runs'], ({ runs }) => runs.get(runId))) ?? null
    },
    async list({ appId, limit }) {
      const found = await database.read(['runs'], ({ runs }) =>
        (appId === undefined
          ? runs.orderBy('startedAtMs')
          : runs.where('[appId+startedAtMs]').between([appId, Dexie.minKey], [appId, Dexie.maxKey])
        )
          .reverse()
          .limit(limit)
          .toArray(),
      )
      return found.sort((a, b) => b.startedAtMs - a.startedAtMs || compareText(b.id, a.id))
    },
    async appendEvents(runId, events) {
      if (events.length === 0) return
      const added = sortEvents(structuredClone([...events]))
      await database.write(['runEvents'], async ({ runEvents }) => {
        const overlapping = await runEvents
          .where('[runId+last]')
          .between([runId, added[0]?.sequence], [runId, Dexie.maxKey], true)
          .toArray()
        const known = new Set(overlapping.flatMap((row) => row.events.map((event) => event.sequence)))
        const row = eventRow(
          runId,
          added.filter((event) => !known.has(event.sequence) && known.add(event.sequence)),
        )
        if (row) await runEvents.add(row)
      })
    },
    async events(runId, after) {
      const rows = await database.read(['runEvents'], ({ runEvents }) =>
        runEvents.where('[runId+last]').between([runId, after], [runId, Dexie.maxKey], false).toArray(),
      )
      return sortEvents(rows.flatMap((row) => row.events.filter((event) => event.sequence > after)))
    },
    async remove(runId) {
      await database.write(['runs', 'runEvents'], async ({ runs, runEvents }) => {
        await runs.delete(runId)
        await runEvents.where('[runId+last]').between([runId, Dexie.minKey], [runId, Dexie.maxKey]).delete()
      })
    },
  }
}

function sortEvents(events: RunEvent[]): RunEvent[] {
  return events.sort((a, b) => a.sequence - b.sequence)
}

function eventRow(runId: string, events: readonly RunEvent[]): Tables['runEvents'] | null {
  const first = events[0]
  const last = events.at(-1)
  return first && last ? { runId, first: first.sequence, last: last.sequence, events } : null
}
