import type { MemoryPort, MemorySummary, SettingsStore } from '@skep/engine'
import type { JsonObject } from '@skep/schema'

function nameOf(conversationId: string): string {
  return `memory:${conversationId}`
}

/** Summaries by key. A `MemorySummary` is plain JSON. */
type Summaries = Readonly<Record<string, MemorySummary & JsonObject>>

async function readAll(settings: SettingsStore, conversationId: string): Promise<Summaries> {
  const value = await settings.get(nameOf(conversationId))
  return typeof value === 'object' && value !== null ? (value as unknown as Summaries) : {} // written below
}

/** Summaries of conversations, kept among the settings of the namespace. @internal */
export function createMemoryPort(settings: SettingsStore): MemoryPort {
  let writing: Promise<unknown> = Promise.resolve()
  return {
    async read(conversationId, key) {
      const all = await readAll(settings, conversationId)
      return Object.hasOwn(all, key) ? (all[key] ?? null) : null
    },
    async write(conversationId, key, summary) {
      // One after the other: two nodes of a run keep their summaries in the same place.
      const mine = writing
        .catch(() => undefined) // its caller heard of it
        .then(async () => {
          const all = await readAll(settings, conversationId)
          await settings.set(nameOf(conversationId), { ...all, [key]: { ...summary } })
        })
      writing = mine
      await mine
    },
  }
}

/** Forgets what a conversation was about. @internal */
export async function forgetConversation(settings: SettingsStore, conversationId: string): Promise<void> {
  await settings.remove(nameOf(conversationId))
}
