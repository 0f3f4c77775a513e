import type { Usage } from '@skep/client'

function sum(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined ? right : left + (right ?? 0)
}

/** Two usages as one. The sum is an estimate as soon as one part is. @internal */
export function addUsage(left: Usage | undefined, right: Usage | undefined): Usage | undefined {
  if (!left || !right) return left ?? right
  const inputTokens = sum(left.inputTokens, right.inputTokens)
  const outputTokens = sum(left.outputTokens, right.outputTokens)
  const totalTokens = sum(left.totalTokens, right.totalTokens)
  const latencyMs = sum(left.latencyMs, right.latencyMs)
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(totalTokens === undefined ? {} : { totalTokens }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(left.isEstimate || right.isEstimate ? { isEstimate: true } : {}),
  }
}
