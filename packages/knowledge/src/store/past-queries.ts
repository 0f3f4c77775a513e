import type { PastQuery } from '@skep/client'

/** How many questions of a base are kept. */
const KEPT_QUERIES = 100

/** The newest questions, of those that come and those that were there, newest first. @public */
export function keepNewest(added: readonly PastQuery[], before: readonly PastQuery[]): readonly PastQuery[] {
  return [...added, ...before].sort((a, b) => b.atMs - a.atMs).slice(0, KEPT_QUERIES)
}
