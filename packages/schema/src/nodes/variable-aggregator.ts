import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem, type OutputContext } from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import type { OutputField, ValueType } from '../values.ts'
import { checkNames, FILE_FIELDS, selectorField, valueTypeField } from './fields.ts'

/** Candidates of one group. @public */
export type AggregatorGroup = {
  readonly groupId: string
  readonly groupName: string
  readonly outputType: ValueType
  readonly variables: readonly Selector[]
}

/** @public */
export type VariableAggregatorConfig = {
  readonly outputType: ValueType
  /** The first of these that has a value is the output. */
  readonly variables: readonly Selector[]
  /** With groups on, each group has an output of its own and `variables` is not looked at. */
  readonly advanced?: { readonly groupEnabled: boolean; readonly groups: readonly AggregatorGroup[] }
}

function typeOfFirst(
  declared: ValueType,
  variables: readonly Selector[],
  context: OutputContext | undefined,
): ValueType {
  if (declared !== 'any' || !context) return declared
  for (const selector of variables) {
    const type = context.typeOf(selector)
    if (type && type !== 'any') return type
  }
  return declared
}

function toOutput(type: ValueType): OutputField {
  return { name: 'output', type, ...(type === 'file' ? { fields: FILE_FIELDS } : {}) }
}

function groupsOf({ advanced }: VariableAggregatorConfig): readonly AggregatorGroup[] | undefined {
  return advanced?.groupEnabled ? advanced.groups : undefined
}

function check(config: VariableAggregatorConfig): readonly NodeProblem[] {
  const groups = groupsOf(config)
  if (!groups) return config.variables.length === 0 ? [{ code: 'FIELD_REQUIRED', path: ['variables'] }] : []
  return [
    ...(groups.length === 0 ? [{ code: 'FIELD_REQUIRED' as const, path: ['advanced', 'groups'] }] : []),
    ...checkNames(
      groups.map((group) => group.groupName),
      (index) => ['advanced', 'groups', index, 'groupName'],
    ),
    ...groups.flatMap(({ variables }, index) =>
      variables.length === 0
        ? [{ code: 'FIELD_REQUIRED' as const, path: ['advanced', 'groups', index, 'variables'] }]
        : [],
    ),
  ]
}

/** Joins branches: passes on the first variable that has a value. @public */
export const variableAggregatorNode: NodeDefinition<VariableAggregatorConfig> =
  defineNode<VariableAggregatorConfig>({
    type: 'variable-aggregator',
    version: 1,
    category: 'transform',
    config: z.object({
      outputType: valueTypeField,
      variables: z.array(selectorField),
      advanced: z.exactOptional(
        z.object({
          groupEnabled: z.boolean(),
          groups: z.array(
            z.object({
              groupId: z.string(),
              groupName: z.string(),
              outputType: valueTypeField,
              variables: z.array(selectorField),
            }),
          ),
        }),
      ),
    }),
    defaults: { outputType: 'any', variables: [] },
    outputs: (config, context) =>
      groupsOf(config)?.map(({ groupName, outputType, variables }) => ({
        name: groupName,
        type: 'object',
        fields: [toOutput(typeOfFirst(outputType, variables, context))],
      })) ?? [toOutput(typeOfFirst(config.outputType, config.variables, context))],
    uses: (config) =>
      groupsOf(config)?.flatMap(({ variables }, group) =>
        variables.map((selector, index) => ({
          selector,
          path: ['advanced', 'groups', group, 'variables', index],
          optional: true,
        })),
      ) ??
      config.variables.map((selector, index) => ({ selector, path: ['variables', index], optional: true })),
    check,
  })
