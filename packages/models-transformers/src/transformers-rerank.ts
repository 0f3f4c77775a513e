import type { Tensor } from '@huggingface/transformers'
import { hasErrorCode, SkepError } from '@skep/schema'
import type { LoadedModel, MakeModel } from './load-model.ts'
import type { LocalModel } from './settings.ts'
import type { SharedLoad } from './shared-load.ts'

/** @internal */
export const makeReranker: MakeModel<LoadedModel> = async (library, modelId, how) => {
  const tokenizer = await library.AutoTokenizer.from_pretrained(modelId)
  const model = await library.AutoModelForSequenceClassification.from_pretrained(modelId, how)
  return { tokenizer, model, dispose: () => model.dispose() }
}

/**
 * How well each text answers the query, 0 to 1, in the order of the texts: the sigmoid of a cross-encoder's logit.
 * @throws `MODEL_*`, `CALL_ABORTED`
 * @internal
 */
export async function scoreTexts(
  local: LocalModel,
  load: SharedLoad<LoadedModel>,
  batchSize: number,
  query: string,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  if (texts.length === 0) return []
  const loaded = await load.get({ signal, onProgress: undefined })
  const scores: number[] = []
  for (let start = 0; start < texts.length; start += batchSize) {
    // A batch cannot be stopped once it runs.
    if (signal?.aborted) throw new SkepError('CALL_ABORTED', 'The call was stopped.')
    scores.push(...(await scoreBatch(local, loaded, query, texts.slice(start, start + batchSize))))
  }
  if (signal?.aborted) throw new SkepError('CALL_ABORTED', 'The call was stopped.')
  return scores
}

async function scoreBatch(
  { info }: LocalModel,
  { tokenizer, model }: LoadedModel,
  query: string,
  texts: readonly string[],
): Promise<readonly number[]> {
  try {
    const inputs = tokenizer(
      texts.map(() => query),
      { text_pair: [...texts], padding: true, truncation: true },
    )
    const output: { readonly logits: Tensor } = await model(inputs)
    const { dims, data } = output.logits
    const width = dims.at(-1) ?? 1
    // Two classes: the second is "relevant". One: its logit is the score.
    return texts.map((_, row) => {
      const last = Number(data[row * width + width - 1])
      return sigmoid(width === 2 ? last - Number(data[row * width]) : last)
    })
  } catch (cause) {
    if (hasErrorCode(cause)) throw cause
    const message = `The model "${info.model}" failed on this device. Close other tabs to free memory, then reload the page.`
    throw new SkepError('MODEL_SERVER', message, { model: info.model }, { cause })
  }
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
