import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem } from '../define-node.ts'
import {
  type Condition,
  checkConditions,
  conditionField,
  LOGICAL_OPERATORS,
  type LogicalOperator,
  usesOfConditions,
} from './conditions.ts'

/** One branch. Its `id` is the handle that edges leave by. @public */
export type IfElseCase = {
  readonly id: string
  readonly logicalOperator: LogicalOperator
  readonly conditions: readonly Condition[]
}

/** Cases are tried in order; when none holds, the handle `false` is taken. @public */
export type IfElseConfig = { readonly cases: readonly IfElseCase[] }

function checkCases({ cases }: IfElseConfig): readonly NodeProblem[] {
  if (cases.length === 0) return [{ code: 'FIELD_REQUIRED', path: ['cases'] }]
  const seen = new Set(['false'])
  return cases.flatMap(({ id, conditions }, index) => {
    const isTaken = seen.has(id)
    seen.add(id)
    return [
      ...(isTaken
        ? [{ code: 'NAME_DUPLICATE' as const, path: ['cases', index, 'id'], params: { name: id } }]
        : []),
      ...(conditions.length === 0
        ? [{ code: 'FIELD_REQUIRED' as const, path: ['cases', index, 'conditions'] }]
        : []),
      ...checkConditions(conditions, ['cases', index, 'conditions']),
    ]
  })
}

/** Chooses a way by conditions. @public */
export const ifElseNode: NodeDefinition<IfElseConfig> = defineNode<IfElseConfig>({
  type: 'if-else',
  version: 1,
  category: 'logic',
  config: z.object({
    cases: z.array(
      z.object({
        id: z.string(),
        logicalOperator: z.enum(LOGICAL_OPERATORS),
        conditions: z.array(conditionField),
      }),
    ),
  }),
  defaults: { cases: [{ id: 'true', logicalOperator: 'and', conditions: [] }] },
  outputs: () => [
    { name: 'result', type: 'boolean' },
    { name: 'selected_case_id', type: 'string' },
  ],
  handles: ({ cases }) => [
    ...cases.map(({ id }, index) => ({ id, label: index === 0 ? 'IF' : 'ELIF' })),
    { id: 'false', label: 'ELSE' },
  ],
  uses: ({ cases }) =>
    cases.flatMap(({ conditions }, index) => usesOfConditions(conditions, ['cases', index, 'conditions'])),
  check: checkCases,
})
