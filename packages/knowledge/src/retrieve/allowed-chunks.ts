import type { MetadataFilter } from '@skep/client'
import { documentMetadata } from './document-metadata.ts'
import { compileFilter } from './match-metadata.ts'
import type { OpenBase } from './open-base.ts'
import type { AllowedChunks } from './search-allowed.ts'

/**
 * Which chunks of a base a filter lets through, found before the search; null where all are.
 * @throws `CALL_INVALID` for a comparison that does not exist
 */
export function allowChunks(
  { documents, chunkIds }: OpenBase,
  filter: MetadataFilter | undefined,
): AllowedChunks | null {
  const fits = compileFilter(filter)
  if (fits === null) return null
  const chosen = new Set<string>()
  for (const [documentId, document] of documents) {
    if (!fits(documentMetadata(document))) continue
    for (const ids of chunkIds.get(documentId)?.values() ?? []) for (const id of ids) chosen.add(id)
  }
  return { size: chosen.size, has: (chunkId) => chosen.has(chunkId), ids: chosen }
}
