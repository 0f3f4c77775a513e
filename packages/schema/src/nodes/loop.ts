import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem } from '../define-node.ts'
import type { JsonValue } from '../json.ts'
import type { Selector } from '../selectors.ts'
import type { OutputField, ValueType } from '../values.ts'
import {
  type Condition,
  checkConditions,
  conditionField,
  LOGICAL_OPERATORS,
  type LogicalOperator,
  usesOfConditions,
} from './conditions.ts'
import { checkNames, jsonObjectField, jsonValueField, valueTypeField } from './fields.ts'

/** A variable that lives as long as its loop; assigner nodes inside change it. @public */
export type LoopVariable = {
  readonly id: string
  readonly name: string
  readonly type: ValueType
  readonly valueType: 'constant' | 'variable'
  /** The first value, or for a variable the selector that it is read from. */
  readonly value: JsonValue
}

/** @public */
export type LoopConfig = {
  /** The node inside that begins a round. Absent or unknown: the inner start. */
  readonly startNodeId?: string
  /** Rounds at most. */
  readonly count: number
  /** Tested before the first round and after each. */
  readonly breakConditions: readonly Condition[]
  readonly logicalOperator: LogicalOperator
  readonly variables: readonly LoopVariable[]
}

/** The most rounds that an editor offers. @public */
export const MAX_LOOP_COUNT = 100

/** The types that a loop variable can have. @public */
export const LOOP_VARIABLE_TYPES: readonly ValueType[] = [
  'string',
  'number',
  'object',
  'boolean',
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
]

/** The selector of a loop variable that begins with another variable. @public */
export function loopVariableSelector({ valueType, value }: LoopVariable): Selector | undefined {
  if (valueType !== 'variable' || !Array.isArray(value)) return undefined
  return value.filter((part): part is string => typeof part === 'string')
}

function fields({ variables }: LoopConfig): readonly OutputField[] {
  return variables.filter(({ name }) => name !== '').map(({ name, type }) => ({ name, type }))
}

function check(config: LoopConfig): readonly NodeProblem[] {
  return [
    ...(Number.isInteger(config.count) && config.count >= 1
      ? []
      : [{ code: 'FIELD_INVALID' as const, path: ['count'] }]),
    ...checkConditions(config.breakConditions, ['breakConditions']),
    ...checkNames(
      config.variables.map(({ name }) => name),
      (index) => ['variables', index, 'name'],
    ),
  ]
}

/** Runs the nodes inside it again and again, until a condition holds or the rounds are used up. @public */
export const loopNode: NodeDefinition<LoopConfig> = defineNode<LoopConfig>({
  type: 'loop',
  version: 1,
  category: 'logic',
  config: z.object({
    startNodeId: z.exactOptional(z.string()),
    count: z.number(),
    breakConditions: z.array(conditionField),
    logicalOperator: z.enum(LOGICAL_OPERATORS),
    variables: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        type: valueTypeField,
        valueType: z.enum(['constant', 'variable']),
        value: jsonValueField,
      }),
    ),
  }),
  defaults: { count: 10, breakConditions: [], logicalOperator: 'and', variables: [] },
  outputs: (config) => [...fields(config), { name: 'loop_round', type: 'number' }],
  container: {
    startNodeId: ({ startNodeId }) => startNodeId,
    variables: (config) => [...fields(config), { name: 'index', type: 'number' }],
    reads: ({ breakConditions }) => usesOfConditions(breakConditions, ['breakConditions']),
  },
  uses: ({ variables }) =>
    variables.flatMap((variable, index) => {
      const selector = loopVariableSelector(variable)
      return selector ? [{ selector, path: ['variables', index, 'value'] }] : []
    }),
  check,
})

/** Begins the rounds of a loop. Nothing happens in it. @public */
export const loopStartNode: NodeDefinition = defineNode({
  type: 'loop-start',
  version: 1,
  category: 'flow',
  isInnerStart: true,
  isOffered: false,
  config: jsonObjectField,
  defaults: {},
  outputs: () => [],
  uses: () => [],
})
