import {
  assignerNode,
  assignerSource,
  type JsonObject,
  type Selector,
  SkepError,
  type Value,
} from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import { assign } from './assign.ts'

function missing(selector: Selector): SkepError {
  return new SkepError('VARIABLE_NOT_FOUND', `"${selector.join('.')}" has no value here.`, {
    selector: [...selector],
  })
}

/**
 * Changes variables of the conversation or of the loop around. Items run in order and see each other's result; nothing
 * is written before all of them have been worked out. An item whose source holds nothing is passed over.
 * @public
 */
export const assignerExecutor: Executor = defineExecutor(
  assignerNode,
  async function* ({ config, read }) {
    const values = new Map<string, { readonly selector: Selector; readonly value: Value }>()
    const inputs: JsonObject[] = []
    for (const item of config.items) {
      const [scope, name, ...deeper] = item.selector
      const key = JSON.stringify(item.selector)
      const current = values.get(key)?.value ?? read(item.selector)
      if (scope === undefined || name === undefined || deeper.length > 0 || current === undefined) {
        throw missing(item.selector)
      }
      const source = assignerSource(item)
      const input = source ? (values.get(JSON.stringify(source))?.value ?? read(source)) : item.value
      if (input === undefined && source) throw missing(source)
      inputs.push({ selector: [...item.selector], operation: item.operation, value: input ?? null })
      if (source && input === null) continue
      values.set(key, { selector: item.selector, value: assign(current, input ?? null, item) })
    }
    yield { type: 'inputs', inputs: { items: inputs } }
    // The first version of the node does not look at types.
    yield { type: 'variables', updates: [...values.values()], isUntyped: config.isLegacy === true }
    return { outputs: {} }
  },
  { writes: ({ items }) => items.map(({ selector }) => selector) },
)
