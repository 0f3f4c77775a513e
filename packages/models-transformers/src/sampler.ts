import type { Tensor } from '@huggingface/transformers'
import type { Library } from './library.ts'

/** @internal */
export interface SamplerOptions {
  /** 0: always the likeliest token. */
  readonly temperature: number
  readonly topP: number
  readonly presencePenalty: number
  readonly frequencyPenalty: number
  /** Numbers in [0, 1). */
  readonly random: () => number
}

/**
 * The next token from the logits, changed in place for the penalties. The library itself knows neither top-p nor a seed.
 * Penalties as in the API of OpenAI: subtracted once, and once more for every time the token came.
 * @internal
 */
export function sampleToken(
  logits: Float32Array,
  generated: readonly number[],
  { temperature, topP, presencePenalty, frequencyPenalty, random }: SamplerOptions,
): number {
  const counts = new Map<number, number>()
  for (const token of generated) counts.set(token, (counts.get(token) ?? 0) + 1)
  for (const [token, count] of counts)
    logits[token] = (logits[token] ?? 0) - presencePenalty - frequencyPenalty * count
  let best = 0
  for (let token = 1; token < logits.length; token += 1)
    if ((logits[token] ?? 0) > (logits[best] ?? 0)) best = token
  if (temperature <= 0 || topP <= 0) return best
  const top = logits[best] ?? 0
  const candidates: { readonly token: number; readonly weight: number }[] = []
  let sum = 0
  for (const [token, logit] of logits.entries()) {
    const weight = Math.exp((logit - top) / temperature)
    if (weight < 1e-8) continue // together less than a thousandth even with a large vocabulary
    candidates.push({ token, weight })
    sum += weight
  }
  if (topP < 1) {
    candidates.sort((a, b) => b.weight - a.weight)
    let kept = 0
    let count = 0
    while (count < candidates.length && kept < topP * sum) {
      kept += candidates[count]?.weight ?? 0
      count += 1
    }
    candidates.length = count
    sum = kept
  }
  let left = random() * sum
  for (const { token, weight } of candidates) {
    left -= weight
    if (left < 0) return token
  }
  return candidates.at(-1)?.token ?? best
}

/** Puts {@link sampleToken} into the library: every other token becomes impossible. @internal */
export function samplerProcessor(
  library: Library,
  promptTokens: number,
  options: SamplerOptions,
): InstanceType<Library['LogitsProcessorList']> {
  class Sampler extends library.LogitsProcessor {
    override _call(inputIds: bigint[][], logits: Tensor): Tensor {
      const data = logits.data as Float32Array // generate() hands over float32
      const generated = (inputIds[0] ?? []).slice(promptTokens).map(Number)
      const token = sampleToken(data, generated, options)
      data.fill(Number.NEGATIVE_INFINITY)
      data[token] = 0
      return logits
    }
  }
  const list = new library.LogitsProcessorList()
  list.push(new Sampler())
  return list
}

/** Mulberry32: the same numbers for the same seed. @internal */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
