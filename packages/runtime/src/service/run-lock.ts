/**
 * Says that a run is alive, for as long as its worker lives: a Web Lock, freed by the browser when the worker dies.
 * Where there are no Web Locks nothing can be said, and every unfinished run counts as dead.
 * @internal
 */
export function holdRunLock(namespace: string, runId: string, until: Promise<unknown>): void {
  void globalThis.navigator?.locks?.request(lockName(namespace, runId), () => until).catch(() => undefined) // a page that goes away
}

/** The runs of a namespace that some worker of this origin works on. @internal */
export async function liveRunIds(namespace: string): Promise<ReadonlySet<string>> {
  const locks = globalThis.navigator?.locks
  if (!locks) return new Set()
  const prefix = lockName(namespace, '')
  const { held = [] } = await locks.query()
  return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])))
}

function lockName(namespace: string, runId: string): string {
  return `skep:${namespace}:run:${runId}`
}
