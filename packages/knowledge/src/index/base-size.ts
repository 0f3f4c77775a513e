import { SkepError } from '@skep/schema'

/** Memory that the index of a base may take where the host sets no other limit: about 370,000 chunks of 384 dimensions. */
export const MAX_BASE_BYTES: number = 512 * 1024 * 1024

/** What a chunk takes beside its codes, about: its words with their places, and its ids. */
const BYTES_PER_CHUNK = 1_000

/** About how much memory a base takes that is searched by its codes. */
export function expectedBytes(chunkCount: number, dimensions: number): number {
  return chunkCount * (dimensions * 1.125 + BYTES_PER_CHUNK)
}

/** @throws `KNOWLEDGE_TOO_LARGE` */
export function checkBaseSize(neededBytes: number, maxBytes: number): void {
  if (neededBytes <= maxBytes) return
  const megabytes = (bytes: number): number => Math.ceil(bytes / 1024 / 1024)
  throw new SkepError(
    'KNOWLEDGE_TOO_LARGE',
    `This knowledge base needs ${megabytes(neededBytes)} MB of memory; at most ${megabytes(maxBytes)} MB are allowed. Remove documents, or put new ones into another knowledge base.`,
    { neededBytes: Math.ceil(neededBytes), maxBytes },
  )
}
