import type { Usage } from '@skep/client'

function sum(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined ? right : left + (right ?? 0)
}

/** Unknown as soon as one part is, or the currencies differ. */
function sumCost({ cost: left }: Usage, { cost: right }: Usage): Usage['cost'] {
  if (!left || !right || left.currency !== right.currency) return undefined
  return { amount: left.amount + right.amount, currency: left.currency }
}

/** Two usages as one. The sum is an estimate as soon as one part is. @internal */
export function addUsage(left: Usage | undefined, right: Usage | undefined): Usage | undefined {
  if (!left || !right) return left ?? right
  const inputTokens = sum(left.inputTokens, right.inputTokens)
  const outputTokens = sum(left.outputTokens, right.outputTokens)
  const totalTokens = sum(left.totalTokens, right.totalTokens)
  const cachedInputTokens = sum(left.cachedInputTokens, right.cachedInputTokens)
  const reasoningTokens = sum(left.reasoningTokens, right.reasoningTokens)
  const isOneModel = left.provider === right.provider && left.model === right.model
  const cost = sumCost(left, right)
  const latencyMs = sum(left.latencyMs, right.latencyMs)
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(totalTokens === undefined ? {} : { totalTokens }),
    ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }),
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
    ...(cost === undefined ? {} : { cost }),
    ...(isOneModel && left.provider !== undefined ? { provider: left.provider } : {}),
    ...(isOneModel && left.model !== undefined ? { model: left.model } : {}),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(left.isEstimate || right.isEstimate ? { isEstimate: true } : {}),
  }
}
