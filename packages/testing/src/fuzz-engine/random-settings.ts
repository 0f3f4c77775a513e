import type { JsonObject } from '@skep/schema'
import type { Random } from './random.ts'
import type { ConversationValue } from './random-app.ts'

/** @internal */
export type Kind = 'text' | 'number' | 'list'

/** A variable that a node may read without a race: nobody writes it at the same time. @internal */
export interface Variable {
  readonly selector: readonly string[]
  readonly kind: Kind
  /** It has a value whenever the reader runs; others may be of skipped or failed nodes. */
  readonly isSure: boolean
  /** May be assigned to in the scope where it is visible. */
  readonly isTarget?: boolean
}

/** Conversation variables that nobody writes. @internal */
export const FIXED: readonly ConversationValue[] = [
  { name: 'fixed', value_type: 'string', value: 'a' },
  { name: 'words', value_type: 'array[string]', value: ['x', 'y', 'z'] },
  { name: 'numbers', value_type: 'array[number]', value: [0, 1, 2, 3] },
  { name: 'nothing', value_type: 'array[string]', value: [] },
]

/** Conversation variables for assigners. @internal */
export const CLAIMABLE: readonly ConversationValue[] = [
  { name: 'count', value_type: 'number', value: 1 },
  { name: 'mood', value_type: 'string', value: 'calm' },
  { name: 'notes', value_type: 'array[string]', value: ['one'] },
  { name: 'total', value_type: 'number', value: 0 },
  { name: 'name', value_type: 'string', value: '' },
]

/** One comparison of a variable that may be read. @internal */
export function randomCondition(random: Random, visible: readonly Variable[]): JsonObject {
  const isRisky = random.chance(0.06)
  const variable = anyOf(random, readable(visible, ['text', 'number'], !isRisky)) ?? {
    selector: ['sys', 'query'],
    kind: 'text' as const,
  }
  const isNumber = variable.kind === 'number'
  return {
    id: 'c',
    variable_selector: [...variable.selector],
    varType: isNumber ? 'number' : 'string',
    comparison_operator: isNumber
      ? random.pick(['=', '≠', '>', '<', '≥', '≤'])
      : random.pick([
          'is',
          'is not',
          'contains',
          'not contains',
          'start with',
          'end with',
          'empty',
          'not empty',
        ]),
    value: isNumber ? String(random.below(4)) : random.pick(['a', 'b', 'hello', '{{#start.s#}}', 'x']),
  }
}

/** One item of an assigner. `id` makes its texts its own. @internal */
export function randomAssignment(
  random: Random,
  id: string,
  { selector, kind }: Variable,
  visible: readonly Variable[],
): JsonObject {
  const item = (operation: string, input_type: string, value: JsonObject[string]): JsonObject => ({
    variable_selector: [...selector],
    operation,
    input_type,
    value,
    write_mode: 'over-write',
  })
  const source = anyOf(random, readable(visible, [kind], true))
  const text = anyOf(random, readable(visible, ['text'], true))
  switch (kind) {
    case 'number':
      return random.pick([
        item('+=', 'constant', 1 + random.below(3)),
        item('-=', 'constant', 1),
        item('*=', 'constant', 2),
        item('set', 'constant', random.below(9)),
        item('clear', 'variable', null),
        source ? item('over-write', 'variable', [...source.selector]) : item('clear', 'variable', null),
      ])
    case 'text':
      return random.pick([
        item('set', 'constant', `set by ${id}`),
        item('clear', 'variable', null),
        source ? item('over-write', 'variable', [...source.selector]) : item('clear', 'variable', null),
      ])
    default:
      return random.pick([
        item('clear', 'variable', null),
        item('remove-first', 'variable', null),
        item('remove-last', 'variable', null),
        source ? item('extend', 'variable', [...source.selector]) : item('clear', 'variable', null),
        source ? item('over-write', 'variable', [...source.selector]) : item('clear', 'variable', null),
        text ? item('append', 'variable', [...text.selector]) : item('clear', 'variable', null),
      ])
  }
}

/** Error strategy and retries, with the ways out that follow from them. @internal */
export function randomStrategy(
  random: Random,
  defaults: readonly JsonObject[],
  hasRetry: boolean,
): { data: JsonObject; handles: readonly [string, ...string[]] } {
  const retry = hasRetry
    ? {
        retry_config: {
          retry_enabled: random.chance(0.7),
          max_retries: 1 + random.below(2),
          retry_interval: 100,
        },
      }
    : {}
  switch (random.below(4)) {
    case 0:
      return {
        data: {
          ...retry,
          error_strategy: 'default-value',
          default_value: defaults,
        },
        handles: ['source'],
      }
    case 1:
      return { data: { ...retry, error_strategy: 'fail-branch' }, handles: ['source', 'fail-branch'] }
    default:
      return { data: retry, handles: ['source'] }
  }
}

/** @internal */
export function readable(
  visible: readonly Variable[],
  kinds: readonly Kind[],
  isSure = false,
): readonly Variable[] {
  return visible.filter((each) => kinds.includes(each.kind) && (!isSure || each.isSure))
}

/** One of them, if there is any. @internal */
export function anyOf(random: Random, variables: readonly Variable[]): Variable | undefined {
  return variables[random.below(variables.length)]
}
