import type { JsonObject, JsonValue } from '@skep/schema'
import type { GraphNode } from './random-app.ts'
import { fill, type ReadVariable } from './reference-conditions.ts'

/** Nodes that read variables and put something out, and no more (§7). @internal */
export function runSimpleNode(
  data: GraphNode['data'],
  read: ReadVariable,
): { readonly outputs: JsonObject; readonly text?: string } {
  switch (data.type) {
    case 'answer': {
      const text = fill(String(data.answer), read)
      return { outputs: { answer: text, files: [] }, text }
    }
    case 'end': {
      const fields = data.outputs as readonly { variable: string; value_selector: readonly string[] }[] // as generated
      return {
        outputs: Object.fromEntries(
          fields.map(({ variable, value_selector }) => [variable, read(value_selector) ?? null]),
        ),
        text: fields.map(({ value_selector }) => render(read(value_selector))).join('\n'),
      }
    }
    case 'variable-aggregator': {
      const first = (data.variables as readonly (readonly string[])[]) // as generated
        .map((selector) => read(selector))
        .find((value) => value !== undefined)
      return { outputs: first === undefined ? {} : { output: first } }
    }
    case 'template-transform': {
      const fields = data.variables as readonly { variable: string; value_selector: readonly string[] }[] // as generated
      const output = fields.reduce(
        (text, { variable, value_selector }) =>
          text.replace(`{{ ${variable} }}`, () => String(read(value_selector))),
        String(data.template),
      )
      return { outputs: { output } }
    }
    case 'loop-end':
      return { outputs: {} }
    default:
      throw new Error(`The reference does not know the type ${data.type}.`)
  }
}

/** A value as people read it (§3.2). */
function render(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  if (!Array.isArray(value)) return String(value)
  const json = (item: JsonValue): string =>
    Array.isArray(item) ? `[${item.map((each: JsonValue) => json(each)).join(', ')}]` : JSON.stringify(item)
  return value.map((item: JsonValue) => `- ${typeof item === 'string' ? item : json(item)}`).join('\n')
}

/**
 * What an assigner of either version writes, in order; undefined when one of its sources has no value, or when the second
 * version would make a variable something else than it is declared to be: then nothing is written.
 * @internal
 */
export function applyAssigner(
  data: GraphNode['data'],
  read: ReadVariable,
  typeOf: (selector: readonly string[]) => string,
): readonly (readonly [selector: readonly string[], value: JsonValue])[] | undefined {
  const written = new Map<string, readonly [readonly string[], JsonValue]>()
  const items: readonly JsonObject[] =
    data.version === '2'
      ? (data.items as readonly JsonObject[]) // as generated
      : [
          {
            variable_selector: data.assigned_variable_selector ?? [],
            operation: data.write_mode ?? '',
            input_type: 'variable',
            value: data.input_variable_selector ?? null,
          },
        ]
  const current: ReadVariable = (selector) => written.get(selector.join('.'))?.[1] ?? read(selector)
  for (const { variable_selector, operation, input_type, value } of items) {
    const target = variable_selector as readonly string[] // as generated
    const before = current(target)
    const takesInput = !['clear', 'remove-first', 'remove-last'].includes(String(operation))
    const given = !takesInput ? null : input_type === 'constant' ? value : current(value as readonly string[]) // as generated
    if (before === undefined || given === undefined) return undefined
    if (takesInput && given === null) continue
    written.set(target.join('.'), [target, calculate(before, String(operation), given)])
  }
  const isBroken = ([selector, value]: readonly [readonly string[], JsonValue]): boolean =>
    isOfType(typeOf(selector), read(selector)) && !isOfType(typeOf(selector), value)
  const all = [...written.values()]
  return data.version === '2' && all.some(isBroken) ? undefined : all
}

function isOfType(type: string, value: JsonValue | undefined): boolean {
  const inner = /^array\[(.+)\]$/.exec(type)?.[1]
  if (inner === undefined) return typeof value === type
  return Array.isArray(value) && value.every((item: JsonValue) => isOfType(inner, item))
}

function calculate(before: JsonValue, operation: string, given: JsonValue): JsonValue {
  const list = (value: JsonValue): readonly JsonValue[] => value as readonly JsonValue[] // as generated
  switch (operation) {
    case 'over-write':
    case 'set':
      return given
    case 'clear':
      return Array.isArray(before) ? [] : typeof before === 'number' ? 0 : ''
    case '+=':
      return Number(before) + Number(given)
    case '-=':
      return Number(before) - Number(given)
    case '*=':
      return Number(before) * Number(given)
    case 'append':
      return [...list(before), given]
    case 'extend':
      return [...list(before), ...list(given)]
    case 'remove-first':
      return list(before).slice(1)
    case 'remove-last':
      return list(before).slice(0, -1)
    default:
      throw new Error(`The reference does not know the operation ${operation}.`)
  }
}
