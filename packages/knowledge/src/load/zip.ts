import { SkepError } from '@skep/schema'
import { Inflate } from 'fflate'
import { damaged } from './document-errors.ts'
import type { Pacer } from './pacer.ts'
import type { LoadLimits } from './types.ts'
import { readZipDirectory, type ZipEntry } from './zip-directory.ts'

/** Small files may pack well; the ratio counts only from here on. */
const RATIO_FREE_BYTES = 4 * 1024 * 1024
/** Inflating this much gives at most 16 MiB, so a limit is noticed in time. */
const INPUT_STEP = 16 * 1024

function bomb(limit: string): SkepError {
  return new SkepError(
    'DOCUMENT_TOO_LARGE',
    'The document unpacks to far more than its size suggests and was refused. If it is genuine, save it as PDF and upload that.',
    { limit },
  )
}

/**
 * Unpacks the entries that `wanted` names, counting the bytes that really come out: the sizes a zip declares are not
 * believed. Unwanted entries are counted as well, so that a bomb is refused wherever it hides.
 */
export async function unpack(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<Map<string, Uint8Array>> {
  const entries = readZipDirectory(bytes, limits.maxEntries)
  if (entries === null) throw damaged('The document is cut off or damaged.')
  if (entries.length > limits.maxEntries) throw bomb('maxEntries')
  let inflated = 0
  const count = (length: number) => {
    inflated += length
    if (inflated > limits.maxInflatedBytes) throw bomb('maxInflatedBytes')
    if (inflated > RATIO_FREE_BYTES && inflated / bytes.length > limits.maxInflateRatio) {
      throw bomb('maxInflateRatio')
    }
  }
  const parts = new Map<string, Uint8Array>()
  for (const entry of entries) {
    if (entry.encrypted) {
      throw new SkepError(
        'DOCUMENT_ENCRYPTED',
        'The document is protected with a password. Save a copy without the password and upload that.',
      )
    }
    // The first of two entries with one name wins, so that no second reader sees another file.
    const keep = wanted(entry.name) && !parts.has(entry.name)
    const chunks: Uint8Array[] = []
    await inflateEntry(entry, pacer, (chunk) => {
      count(chunk.length)
      if (keep) chunks.push(chunk)
    })
    if (keep) parts.set(entry.name, join(chunks))
  }
  return parts
}

async function inflateEntry(entry: ZipEntry, pacer: Pacer, take: (chunk: Uint8Array) => void): Promise<void> {
  if (entry.method === 0) return take(entry.packed)
  if (entry.method !== 8)
    throw damaged('The document is packed in a way that no reader of such documents expects.')
  let complete = entry.packed.length === 0
  const stream = new Inflate((chunk, final) => {
    complete ||= final
    take(chunk)
  })
  for (let at = 0; at < entry.packed.length; at += INPUT_STEP) {
    try {
      stream.push(entry.packed.subarray(at, at + INPUT_STEP), at + INPUT_STEP >= entry.packed.length)
    } catch (error) {
      if (error instanceof SkepError) throw error
      throw damaged('The document is cut off or damaged.', error)
    }
    await pacer.restIfDue()
  }
  if (!complete) throw damaged('The document is cut off or damaged.')
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const chunk of chunks) length += chunk.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
