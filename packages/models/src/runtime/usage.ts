import type { ModelPrice, ModelRequest, Usage } from '@skep/client'
import { costOf } from './prices.ts'

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

/** @internal */
export interface UsageContext {
  readonly latencyMs: number
  readonly price: ModelPrice | undefined
  /** Counts exactly, as this model does. */
  readonly countTokens: ((text: string) => number) | undefined
}

/** Fills in what a provider did not count, what it cost and who answered. @internal */
export function completeUsage(
  usage: Usage,
  request: ModelRequest,
  output: string,
  context: UsageContext,
): Usage {
  const { latencyMs, price, countTokens } = context
  const { provider, model } = request
  const isCounted = usage.inputTokens !== undefined && usage.outputTokens !== undefined
  const count = countTokens ?? estimateTokens
  const inputTokens = usage.inputTokens ?? count(requestText(request))
  const outputTokens = usage.outputTokens ?? count(output)
  const whole = {
    ...usage,
    inputTokens,
    outputTokens,
    totalTokens: usage.totalTokens ?? inputTokens + outputTokens,
    ...(isCounted || (countTokens && isPlain(request)) ? {} : { isEstimate: true }),
    latencyMs,
    provider,
    model,
  }
  return usage.cost || !price ? whole : { ...whole, cost: costOf(whole, price) }
}

/** Pictures, files and tools take tokens that no text shows. */
function isPlain({ messages, tools }: ModelRequest): boolean {
  return !tools?.length && messages.every(({ content }) => typeof content === 'string')
}
