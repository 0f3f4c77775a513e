import type { JsonObject, Value } from '@skep/schema'
import type { ResponseOptions } from '../define-executor.ts'

/** Adds what a response node returned to the outputs of the run. @internal */
export function mergeOutputs(
  outputs: Map<string, Value>,
  added: JsonObject,
  merge: ResponseOptions<unknown>['merge'],
): void {
  for (const [name, value] of Object.entries(added)) {
    const before = outputs.get(name)
    if (merge === 'append' && Array.isArray(value)) {
      if (value.length > 0) outputs.set(name, [...(Array.isArray(before) ? before : []), ...value])
    } else if (merge === 'append' && typeof value === 'string' && typeof before === 'string') {
      outputs.set(name, before + value)
    } else {
      outputs.set(name, value)
    }
  }
}
