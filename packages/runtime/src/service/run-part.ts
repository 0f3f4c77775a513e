import type { RunRequest } from '@skep/client'
import { SkepError } from '@skep/schema'

/**
 * Refuses parts of apps that are no drafts, and values that are none.
 * @throws `INPUT_INVALID` with the `field`
 * @internal
 */
export function checkPart({ part, isDraft = false }: RunRequest): void {
  if (!part) return
  if (!isDraft) throw invalid('Only a draft can be run in part.', 'isDraft')
  const { kind, nodeId, cached = {} } = part
  if (!['node', 'from', 'to'].includes(kind)) throw invalid('There is no such part of an app.', 'part.kind')
  if (typeof nodeId !== 'string') throw invalid('Say which step is to be run.', 'part.nodeId')
  if (!isPlain(cached)) throw invalid('The kept values are not values by step.', 'part.cached')
  for (const [id, values] of Object.entries(cached)) {
    if (isPlain(values) && isJson(values, 0)) continue
    throw invalid(`The kept values of "${id}" are not plain values by name.`, `part.cached.${id}`)
  }
}

/** What is deeper comes from a mistake, or from somebody who wants the worker to run out of stack. */
const MAX_DEPTH = 100

function isJson(value: unknown, depth: number): boolean {
  if (depth > MAX_DEPTH) return false
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1))
  return isPlain(value) && Object.values(value).every((item) => isJson(item, depth + 1))
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function invalid(message: string, field: string): SkepError {
  return new SkepError('INPUT_INVALID', message, { field })
}
