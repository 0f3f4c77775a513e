/** Tells the other tabs and workers of a namespace what changed. @public */
export interface ChangeFeed<Change> {
  /** Reaches everybody else of the namespace, not the sender. */
  post(change: Change): void
  /** Returns what ends the listening. */
  listen(listener: (change: Change) => void): () => void
  close(): void
}

/**
 * Opens the feed of a namespace over a BroadcastChannel. Where there is none, nobody is reached and nothing fails: every
 * tab still reads the truth from the store. `isChange` checks what came, for another tab may run another release.
 * @public
 */
export function openChangeFeed<Change>(
  namespace: string,
  isChange: (value: unknown) => value is Change,
): ChangeFeed<Change> {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`skep:${namespace}`)
  const listeners = new Set<(change: Change) => void>()
  if (channel) {
    channel.onmessage = (event: MessageEvent<unknown>) => {
      if (!isChange(event.data)) return
      for (const listener of listeners) listener(event.data)
    }
  }
  return {
    post: (change) => channel?.postMessage(change),
    listen(listener) {
      // Wrapped, so that the same function may listen twice and end once.
      const own = (change: Change): void => listener(change)
      listeners.add(own)
      return () => listeners.delete(own)
    },
    close() {
      listeners.clear()
      channel?.close()
    },
  }
}
