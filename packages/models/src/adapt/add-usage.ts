import type { Usage } from '@skep/client'

/** The usage of two questions that make one answer. @internal */
export function addUsage(left: Usage | undefined, right: Usage): Usage {
  if (!left) return right
  const sum = (of: (usage: Usage) => number | undefined): number | undefined => {
    const [one, two] = [of(left), of(right)]
    return one === undefined ? two : one + (two ?? 0)
  }
  const counts = {
    inputTokens: sum((usage) => usage.inputTokens),
    outputTokens: sum((usage) => usage.outputTokens),
    totalTokens: sum((usage) => usage.totalTokens),
    cachedInputTokens: sum((usage) => usage.cachedInputTokens),
    reasoningTokens: sum((usage) => usage.reasoningTokens),
    latencyMs: sum((usage) => usage.latencyMs),
  }
  return {
    ...Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined)),
    ...(left.isEstimate || right.isEstimate ? { isEstimate: true } : {}),
  }
}
