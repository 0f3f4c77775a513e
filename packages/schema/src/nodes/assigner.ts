import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem } from '../define-node.ts'
import type { JsonValue } from '../json.ts'
import type { Selector } from '../selectors.ts'
import type { ValueType } from '../values.ts'
import { jsonValueField, selectorField } from './fields.ts'

/** In Dify's own words. @public */
export const ASSIGNER_OPERATIONS = [
  'over-write',
  'set',
  'clear',
  '+=',
  '-=',
  '*=',
  '/=',
  'append',
  'extend',
  'remove-first',
  'remove-last',
] as const

/** @public */
export type AssignerOperation = (typeof ASSIGNER_OPERATIONS)[number]

/** One change of one variable. @public */
export type AssignerItem = {
  /** The variable that is changed: of the conversation, or of the loop around. */
  readonly selector: Selector
  readonly operation: AssignerOperation
  readonly inputType: 'variable' | 'constant'
  /** The constant, or for a variable its selector. Not looked at by operations that need none. */
  readonly value: JsonValue
}

/** Items run in order, and each sees what those before it did; when one fails, none is done. @public */
export type AssignerConfig = {
  readonly items: readonly AssignerItem[]
  /** Came as Dify's first version of the node, and is written so while it still has its form. */
  readonly isLegacy?: boolean
}

/** @public */
export const OPERATIONS_WITHOUT_INPUT: readonly AssignerOperation[] = ['clear', 'remove-first', 'remove-last']

/** The operations that fit a variable of this type, in the order an editor shows them. @public */
export function assignerOperationsFor(type: ValueType | undefined): readonly AssignerOperation[] {
  switch (type) {
    case 'number':
      return ['over-write', 'clear', 'set', '+=', '-=', '*=', '/=']
    case 'string':
    case 'boolean':
    case 'object':
      return ['over-write', 'clear', 'set']
    case 'array[string]':
    case 'array[number]':
    case 'array[object]':
    case 'array[boolean]':
    case 'array[file]':
    case 'array[any]':
      return ['over-write', 'clear', 'append', 'extend', 'remove-first', 'remove-last']
    default:
      return ASSIGNER_OPERATIONS
  }
}

/** The selector that an item reads, if it reads one. @public */
export function assignerSource({ operation, inputType, value }: AssignerItem): Selector | undefined {
  if (OPERATIONS_WITHOUT_INPUT.includes(operation) || inputType !== 'variable') return undefined
  return Array.isArray(value) ? value.filter((part): part is string => typeof part === 'string') : []
}

function checkItem(item: AssignerItem, index: number): readonly NodeProblem[] {
  const { operation, inputType, value } = item
  const path = ['items', index, 'value']
  if (OPERATIONS_WITHOUT_INPUT.includes(operation) || inputType === 'variable') return []
  if (operation === 'set' || operation === 'over-write') {
    return value === null ? [{ code: 'FIELD_REQUIRED', path }] : []
  }
  if (!['+=', '-=', '*=', '/='].includes(operation)) return []
  if (value === null || value === '') return [{ code: 'FIELD_REQUIRED', path }]
  const number = Number(value)
  return Number.isFinite(number) && !(operation === '/=' && number === 0)
    ? []
    : [{ code: 'FIELD_INVALID', path }]
}

/** Changes variables of the conversation, or of the loop around it. @public */
export const assignerNode: NodeDefinition<AssignerConfig> = defineNode<AssignerConfig>({
  type: 'assigner',
  version: 1,
  category: 'transform',
  config: z.object({
    items: z.array(
      z.object({
        selector: selectorField,
        operation: z.enum(ASSIGNER_OPERATIONS),
        inputType: z.enum(['variable', 'constant']),
        value: jsonValueField,
      }),
    ),
    isLegacy: z.exactOptional(z.boolean()),
  }),
  defaults: { items: [] },
  outputs: () => [],
  uses: ({ items }) =>
    items.flatMap((item, index) => {
      const source = assignerSource(item)
      return [
        { selector: item.selector, path: ['items', index, 'selector'] },
        ...(source ? [{ selector: source, path: ['items', index, 'value'] }] : []),
      ]
    }),
  check: ({ items }) =>
    items.length === 0 ? [{ code: 'FIELD_REQUIRED', path: ['items'] }] : items.flatMap(checkItem),
})
