import { ifElseNode } from '@skep/schema'
import { evaluateConditions } from '../conditions/evaluate.ts'
import { defineExecutor, type Executor } from '../define-executor.ts'

/** Takes the way of the first case that holds, else `false`. @public */
export const ifElseExecutor: Executor = defineExecutor(ifElseNode, async ({ config, read, renderText }) => {
  const tried = []
  let chosen: string | undefined
  for (const { id, logicalOperator, conditions } of config.cases) {
    const { holds, comparisons } = evaluateConditions(conditions, logicalOperator, { read, renderText })
    tried.push({ case: id, holds, comparisons: comparisons.map((comparison) => ({ ...comparison })) })
    if (!holds) continue
    chosen = id
    break
  }
  return {
    outputs: { result: chosen !== undefined, selected_case_id: chosen ?? 'false' },
    handle: chosen ?? 'false',
    process: { cases: tried },
  }
})
