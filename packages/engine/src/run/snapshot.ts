import type { RunSnapshot } from './run.ts'
import type { RunSecrets } from './secrets.ts'
import type { RunState } from './state.ts'

/** @internal */
export function takeSnapshot(state: RunState, secrets: RunSecrets): RunSnapshot {
  const redacted = secrets.redact(state)
  const copy = structuredClone(redacted)
  return redacted === state ? copy : { ...copy, isRedacted: true }
}
