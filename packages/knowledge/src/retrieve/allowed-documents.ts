import type { MetadataFilter } from '@skep/client'
import { documentMetadata } from './document-metadata.ts'
import { compileFilter } from './match-metadata.ts'
import type { OpenBase } from './open-base.ts'

/**
 * Which documents of a base a filter lets through, found before the search; null where all are.
 * @throws `CALL_INVALID` for a comparison that does not exist
 */
export function allowDocuments(
  { documents }: OpenBase,
  filter: MetadataFilter | undefined,
): ReadonlySet<string> | null {
  const fits = compileFilter(filter)
  if (fits === null) return null
  const fitting = [...documents.values()].filter((document) => fits(documentMetadata(document)))
  return new Set(fitting.map(({ id }) => id))
}
