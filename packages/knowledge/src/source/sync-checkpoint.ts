import type { SyncReport } from '@skep/client'
import type { ErrorData, JsonObject, JsonValue } from '@skep/schema'

type Report = Omit<SyncReport, 'endedAtMs'>

/** Where a sync stands: the state of its source, and what it has counted so far. */
export interface SyncCheckpoint {
  readonly state: JsonObject
  readonly report: Partial<Report>
}

const COUNTS = ['added', 'changed', 'unchanged', 'removed', 'skipped', 'failed'] as const

export function toSyncCheckpoint(state: JsonObject, { failure, ...counts }: Report): JsonObject {
  const { code, message, data } = failure ?? {}
  return {
    state,
    report: { ...counts },
    ...(code && message ? { failure: { code, message, data: data ?? {} } } : {}),
  }
}

/** Null where nothing was kept, or something that cannot be gone on with. */
export function readSyncCheckpoint(value: JsonValue | null): SyncCheckpoint | null {
  if (!isObject(value) || !isObject(value.state)) return null
  const { state, report: counted, failure } = value
  const report: { -readonly [Name in keyof Report]?: Report[Name] } = {}
  for (const name of COUNTS) {
    const count = isObject(counted) ? counted[name] : undefined
    if (typeof count === 'number') report[name] = count
  }
  if (isObject(failure)) {
    const { code, message, data } = failure
    const isWhole = typeof code === 'string' && typeof message === 'string' && isObject(data)
    if (isWhole) report.failure = { code: code as ErrorData['code'], message, data } // as `toSyncCheckpoint` took it
  }
  return { state, report }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
