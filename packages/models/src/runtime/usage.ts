import type { Usage } from '@skep/client'
import type { ModelRequest } from '@skep/engine'

/**
 * Tokens of a text, roughly: four characters each in alphabetic scripts, one each in Chinese, Japanese and Korean.
 * Within about a fifth for ordinary English, which is all that `isEstimate` promises.
 * @public
 */
export function estimateTokens(text: string): number {
  const ideographs = text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu)?.length ?? 0
  return Math.ceil((text.length - ideographs) / 4) + ideographs
}

/** All text of a request that a model reads. @internal */
export function requestText(request: ModelRequest): string {
  return request.messages
    .map(({ content }) =>
      typeof content === 'string'
        ? content
        : content.map((part) => (part.type === 'text' ? part.text : '')).join('\n'),
    )
    .join('\n')
}

/** Fills in what a provider did not count. @internal */
export function completeUsage(usage: Usage, request: ModelRequest, output: string, latencyMs: number): Usage {
  if (usage.inputTokens !== undefined && usage.outputTokens !== undefined) {
    return { ...usage, totalTokens: usage.totalTokens ?? usage.inputTokens + usage.outputTokens, latencyMs }
  }
  const inputTokens = usage.inputTokens ?? estimateTokens(requestText(request))
  const outputTokens = usage.outputTokens ?? estimateTokens(output)
  return {
    inputTokens,
    outputTokens,
    totalTokens: usage.totalTokens ?? inputTokens + outputTokens,
    isEstimate: true,
    latencyMs,
  }
}
