import type { ClientStatus } from '@skep/client'
import { useCallback, useRef, useSyncExternalStore } from 'react'
import { useClient } from './use-skep.ts'

/** What the client stands on, kept up to date. @public */
export function useClientStatus(): ClientStatus {
  const client = useClient()
  // `status()` may build a new object each time; the store needs one that stays the same until something changes.
  const last = useRef<{ client: unknown; status: ClientStatus } | null>(null)
  const read = useCallback((): ClientStatus => {
    const status = client.status()
    const kept = last.current
    if (kept && kept.client === client && isSame(kept.status, status)) return kept.status
    last.current = { client, status }
    return status
  }, [client])
  const subscribe = useCallback((onChange: () => void) => client.watchStatus(() => onChange()), [client])
  return useSyncExternalStore(subscribe, read, read)
}

function isSame(a: ClientStatus, b: ClientStatus): boolean {
  return a.host === b.host && a.state === b.state && a.reason === b.reason
}
