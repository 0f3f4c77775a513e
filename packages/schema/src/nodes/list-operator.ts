import * as z from 'zod/mini'
import {
  defineNode,
  type NodeDefinition,
  type NodeProblem,
  type OutputContext,
  type VariableUse,
} from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import type { OutputField, ValueType } from '../values.ts'
import {
  COMPARISON_OPERATORS,
  type ComparisonOperator,
  type ComparisonValue,
  comparisonValue,
  OPERATORS_WITHOUT_VALUE,
} from './conditions.ts'
import { FILE_FIELDS, selectorField, usesInText, valueTypeField } from './fields.ts'

/** What an item must be to stay. `key` names an attribute of a file and is empty for other items. @public */
export type ListFilter = {
  readonly key: string
  readonly operator: ComparisonOperator
  readonly value: ComparisonValue
}

/** Filter, then one item, then order, then limit; each only where it is enabled. @public */
export type ListOperatorConfig = {
  readonly variable: Selector
  readonly varType?: ValueType
  readonly itemType?: ValueType
  readonly filter: { readonly enabled: boolean; readonly conditions: readonly ListFilter[] }
  /** Keeps one item by its place, counted from 1. The text may hold `{{#node.name#}}`. */
  readonly extract: { readonly enabled: boolean; readonly serial: string }
  /** `key` names an attribute of a file and is empty for other items. */
  readonly order: { readonly enabled: boolean; readonly key: string; readonly direction: 'asc' | 'desc' }
  /** A negative size is no limit. */
  readonly limit: { readonly enabled: boolean; readonly size: number }
}

/** The lists that the node takes. @public */
export const LIST_TYPES: readonly ValueType[] = [
  'array[string]',
  'array[number]',
  'array[boolean]',
  'array[file]',
]

/** The attributes of a file that a list can be filtered and ordered by. @public */
export const FILE_KEYS: readonly string[] = FILE_FIELDS.map((field) => field.name)

/** The comparisons of a filter, by what is compared. @public */
export function listOperatorsFor(
  itemType: ValueType | undefined,
  key: string,
): readonly ComparisonOperator[] {
  if (itemType === 'file' && (key === 'type' || key === 'transfer_method')) return ['in', 'not in']
  if (itemType === 'number' || (itemType === 'file' && key === 'size')) return ['=', '≠', '>', '<', '≥', '≤']
  if (itemType === 'boolean') return ['is', 'is not']
  return [
    'contains',
    'not contains',
    'start with',
    'end with',
    'is',
    'is not',
    'in',
    'not in',
    'empty',
    'not empty',
  ]
}

const ITEM_TYPES: Readonly<Partial<Record<ValueType, ValueType>>> = {
  'array[string]': 'string',
  'array[number]': 'number',
  'array[boolean]': 'boolean',
  'array[file]': 'file',
  'array[object]': 'object',
}

/** The type of the items of a list. @public */
export function itemTypeOf(type: ValueType | undefined): ValueType | undefined {
  return type && ITEM_TYPES[type]
}

function outputs(
  { variable, varType, itemType }: ListOperatorConfig,
  context: OutputContext | undefined,
): readonly OutputField[] {
  const known = context?.typeOf(variable)
  const list = known && itemTypeOf(known) ? known : (varType ?? 'array[any]')
  const item = itemTypeOf(list) ?? itemType ?? 'any'
  const fields = item === 'file' ? { fields: FILE_FIELDS } : {}
  return [
    { name: 'result', type: list, ...fields },
    { name: 'first_record', type: item, ...fields },
    { name: 'last_record', type: item, ...fields },
  ]
}

function uses({ variable, filter, extract }: ListOperatorConfig): readonly VariableUse[] {
  return [
    { selector: variable, path: ['variable'], types: LIST_TYPES },
    ...(filter.enabled
      ? filter.conditions.flatMap(({ value }, index) =>
          typeof value === 'string' ? usesInText(value, ['filter', 'conditions', index, 'value']) : [],
        )
      : []),
    ...(extract.enabled ? usesInText(extract.serial, ['extract', 'serial']) : []),
  ]
}

function check({ filter, extract, itemType, order }: ListOperatorConfig): readonly NodeProblem[] {
  const isOfFiles = itemType === 'file'
  const required = (path: readonly (string | number)[]): NodeProblem => ({ code: 'FIELD_REQUIRED', path })
  return [
    ...(filter.enabled && filter.conditions.length === 0 ? [required(['filter', 'conditions'])] : []),
    ...(filter.enabled
      ? filter.conditions.flatMap(({ key, operator, value }, index) => [
          ...(isOfFiles && key === '' ? [required(['filter', 'conditions', index, 'key'])] : []),
          ...(!OPERATORS_WITHOUT_VALUE.includes(operator) &&
          (value === '' || value === null || (Array.isArray(value) && value.length === 0))
            ? [required(['filter', 'conditions', index, 'value'])]
            : []),
        ])
      : []),
    ...(extract.enabled && extract.serial.trim() === '' ? [required(['extract', 'serial'])] : []),
    ...(order.enabled && isOfFiles && order.key === '' ? [required(['order', 'key'])] : []),
  ]
}

/** Picks, orders and shortens a list. @public */
export const listOperatorNode: NodeDefinition<ListOperatorConfig> = defineNode<ListOperatorConfig>({
  type: 'list-operator',
  version: 1,
  category: 'transform',
  config: z.object({
    variable: selectorField,
    varType: z.exactOptional(valueTypeField),
    itemType: z.exactOptional(valueTypeField),
    filter: z.object({
      enabled: z.boolean(),
      conditions: z.array(
        z.object({ key: z.string(), operator: z.enum(COMPARISON_OPERATORS), value: comparisonValue }),
      ),
    }),
    extract: z.object({ enabled: z.boolean(), serial: z.string() }),
    order: z.object({ enabled: z.boolean(), key: z.string(), direction: z.enum(['asc', 'desc']) }),
    limit: z.object({ enabled: z.boolean(), size: z.number() }),
  }),
  defaults: {
    variable: [],
    filter: { enabled: false, conditions: [] },
    extract: { enabled: false, serial: '1' },
    order: { enabled: false, key: '', direction: 'asc' },
    limit: { enabled: false, size: 10 },
  },
  outputs,
  uses,
  check,
})
