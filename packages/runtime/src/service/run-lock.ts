/**
 * Says that a run is alive, until it is released or its worker dies: a Web Lock, freed by the browser in either case.
 * `null`: another worker holds it. Where there are no Web Locks nothing can be said: then every unfinished run counts as
 * dead when a worker starts. Resolves when the lock is held, so that no other tab can take the run for dead in between.
 * @internal
 */
export async function takeRunLock(namespace: string, runId: string): Promise<(() => void) | null> {
  const locks = globalThis.navigator?.locks
  if (!locks) return () => undefined
  return new Promise((resolve) => {
    locks
      .request(lockName(namespace, runId), { ifAvailable: true }, (lock) => {
        if (lock) return new Promise<void>((release) => resolve(release))
        resolve(null)
        return undefined
      })
      .catch(() => resolve(() => undefined)) // no locks here, e.g. in an opaque origin
  })
}

/** The runs of a namespace that some worker of this origin works on; `null` where nobody can tell. @internal */
export async function liveRunIds(namespace: string): Promise<ReadonlySet<string> | null> {
  const locks = globalThis.navigator?.locks
  if (!locks) return null
  const prefix = lockName(namespace, '')
  const { held = [] } = await locks.query()
  return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])))
}

function lockName(namespace: string, runId: string): string {
  return `skep:${namespace}:run:${runId}`
}
