import type { ModelPart, ModelRequest, ModelSettings } from '@skep/client'
import type { ClockPort } from '@skep/engine'
import type { JsonValue } from '@skep/schema'
import type { ModelStateStore } from './settings.ts'

const INDEX = 'model-cache'

interface Kept {
  readonly key: string
  readonly bytes: number
  readonly savedAtMs: number
  readonly usedAtMs: number
}

/** Answers to equal requests, kept in a store up to a size; those unused longest go first. @internal */
export interface ResponseCache {
  get(key: string, settings: ModelSettings['cache']): Promise<readonly ModelPart[] | undefined>
  put(key: string, parts: readonly ModelPart[], settings: ModelSettings['cache']): Promise<void>
  clear(): Promise<void>
}

/** What makes two requests equal: everything in them and the connection they go to. @internal */
export async function cacheKey(request: ModelRequest, connection: string): Promise<string> {
  const bytes = new TextEncoder().encode(
    JSON.stringify([connection, sorted(request as unknown as JsonValue)]),
  ) // a request is plain JSON
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** With the fields of every object in one order. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  )
}

/** @internal */
export function createResponseCache(store: ModelStateStore, clock: ClockPort): ResponseCache {
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other: two changes of the list at once must not lose one. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work)
    last = done.catch(() => undefined) // told to whoever asked
    return done
  }
  const index = async (): Promise<readonly Kept[]> =>
    ((await store.get(INDEX)) ?? []) as unknown as readonly Kept[] // written below and nowhere else
  const write = (kept: readonly Kept[]): Promise<void> => store.set(INDEX, kept as unknown as JsonValue) // plain JSON

  return {
    get: (key, { maxAgeMs }) =>
      alone(async () => {
        const kept = await index()
        const found = kept.find((one) => one.key === key)
        if (!found) return undefined
        const parts = await store.get(nameOf(key))
        const others = kept.filter((one) => one !== found)
        if (parts === null || clock.now() - found.savedAtMs > maxAgeMs) {
          await store.remove(nameOf(key))
          await write(others)
          return undefined
        }
        await write([...others, { ...found, usedAtMs: clock.now() }])
        return parts as unknown as readonly ModelPart[] // written below
      }),
    put: (key, parts, { maxBytes }) =>
      alone(async () => {
        const value = mergeText(parts)
        const bytes = new TextEncoder().encode(JSON.stringify(value)).length
        const others = (await index()).filter((one) => one.key !== key)
        if (bytes > maxBytes) return
        const now = clock.now()
        // In the order of their last use.
        const kept = [...others, { key, bytes, savedAtMs: now, usedAtMs: now }]
        let size = kept.reduce((sum, one) => sum + one.bytes, 0)
        while (size > maxBytes) {
          const oldest = kept.shift()
          if (!oldest) break
          size -= oldest.bytes
          await store.remove(nameOf(oldest.key))
        }
        await store.set(nameOf(key), value as unknown as JsonValue) // parts are plain JSON
        await write(kept)
      }),
    clear: () =>
      alone(async () => {
        for (const { key } of await index()) await store.remove(nameOf(key))
        await store.remove(INDEX)
      }),
  }
}

function nameOf(key: string): string {
  return `${INDEX}:${key}`
}

/** Pieces of text that follow one another as one. */
function mergeText(parts: readonly ModelPart[]): readonly ModelPart[] {
  const merged: ModelPart[] = []
  for (const part of parts) {
    const before = merged.at(-1)
    if (before?.type === 'text' && part.type === 'text') {
      merged[merged.length - 1] = { type: 'text', text: before.text + part.text }
    } else if (part.type !== 'usage') merged.push(part)
  }
  return merged
}
