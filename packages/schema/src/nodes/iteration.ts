import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem, type OutputContext } from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import { type OutputField, VALUE_TYPES, type ValueType } from '../values.ts'
import { FILE_FIELDS, jsonObjectField, selectorField } from './fields.ts'

/** @public */
export const ITERATION_ERROR_MODES = ['terminated', 'continue-on-error', 'remove-abnormal-output'] as const

/** What a failure in a round does: it fails the node, leaves null in its place, or leaves its place out. @public */
export type IterationErrorMode = (typeof ITERATION_ERROR_MODES)[number]

/** @public */
export type IterationConfig = {
  /** The node inside that begins a round. Absent or unknown: the inner start. */
  readonly startNodeId?: string
  /** The list; each of its items is a round. */
  readonly iteratorSelector: Selector
  readonly iteratorInputType?: string
  /** What a round gives: a variable of a node inside. */
  readonly outputSelector: Selector
  readonly outputType?: string
  readonly isParallel: boolean
  /** Rounds at the same time, when parallel. */
  readonly parallelCount: number
  readonly errorMode: IterationErrorMode
  /** Joins the lists that the rounds give to one, when all of them give lists. */
  readonly flattenOutput: boolean
}

/** The type of the items of a list. @internal */
export function itemType(list: ValueType | undefined): ValueType {
  const inner = list?.startsWith('array[') ? list.slice('array['.length, -1) : undefined
  return VALUE_TYPES.find((type) => type === inner) ?? 'any'
}

function listOf(item: ValueType | undefined, flatten: boolean): ValueType {
  if (item?.startsWith('array[')) return flatten ? item : 'array[any]'
  return VALUE_TYPES.find((type) => type === `array[${item}]`) ?? 'array[any]'
}

function outputType(config: IterationConfig, context: OutputContext | undefined): ValueType {
  const inner = config.outputSelector.length > 0 ? context?.typeOf(config.outputSelector) : undefined
  if (inner && inner !== 'any') return listOf(inner, config.flattenOutput)
  return VALUE_TYPES.find((type) => type === config.outputType && type.startsWith('array[')) ?? 'array[any]'
}

function withFields(field: OutputField): OutputField {
  return field.type === 'file' ? { ...field, fields: FILE_FIELDS } : field
}

function check(config: IterationConfig): readonly NodeProblem[] {
  return config.isParallel && config.parallelCount < 1
    ? [{ code: 'FIELD_INVALID', path: ['parallelCount'] }]
    : []
}

/** Runs the nodes inside it once for each item of a list. @public */
export const iterationNode: NodeDefinition<IterationConfig> = defineNode<IterationConfig>({
  type: 'iteration',
  version: 1,
  category: 'logic',
  config: z.object({
    startNodeId: z.exactOptional(z.string()),
    iteratorSelector: selectorField,
    iteratorInputType: z.exactOptional(z.string()),
    outputSelector: selectorField,
    outputType: z.exactOptional(z.string()),
    isParallel: z.boolean(),
    parallelCount: z.number(),
    errorMode: z.enum(ITERATION_ERROR_MODES),
    flattenOutput: z.boolean(),
  }),
  defaults: {
    iteratorSelector: [],
    outputSelector: [],
    isParallel: false,
    parallelCount: 10,
    errorMode: 'terminated',
    flattenOutput: true,
  },
  outputs: (config, context) => [{ name: 'output', type: outputType(config, context) }],
  container: {
    startNodeId: ({ startNodeId }) => startNodeId,
    variables: ({ iteratorSelector, iteratorInputType }, context) => [
      withFields({
        name: 'item',
        type: itemType(
          context?.typeOf(iteratorSelector) ?? VALUE_TYPES.find((type) => type === iteratorInputType),
        ),
      }),
      { name: 'index', type: 'number' },
    ],
    reads: ({ outputSelector }) => [{ selector: outputSelector, path: ['outputSelector'] }],
  },
  uses: ({ iteratorSelector }) => [
    {
      selector: iteratorSelector,
      path: ['iteratorSelector'],
      types: VALUE_TYPES.filter((type) => type.startsWith('array[')),
    },
  ],
  check,
})

/** Begins the rounds of an iteration. Nothing happens in it. @public */
export const iterationStartNode: NodeDefinition = defineNode({
  type: 'iteration-start',
  version: 1,
  category: 'flow',
  isInnerStart: true,
  isOffered: false,
  config: jsonObjectField,
  defaults: {},
  outputs: () => [],
  uses: () => [],
})
