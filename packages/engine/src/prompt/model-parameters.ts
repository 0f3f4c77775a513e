import type { JsonObject, JsonValue, ModelChoice } from '@skep/schema'
import type { ModelRequest } from '../ports/models.ts'

type Parameters = Omit<ModelRequest, 'provider' | 'model' | 'messages' | 'context' | 'tools'>

function stopWords(value: JsonValue | undefined): readonly string[] | undefined {
  const words: readonly JsonValue[] = Array.isArray(value) ? value : [value ?? '']
  const texts = words.flatMap((word) => (typeof word === 'string' && word !== '' ? [word] : []))
  return texts.length > 0 ? texts : undefined
}

function numeric(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** The model parameters of an app, by their Dify names, as a request; unknown ones go to `extra`. @internal */
export function readModelParameters({ parameters }: Pick<ModelChoice, 'parameters'>): Parameters {
  const {
    temperature,
    top_p,
    max_tokens,
    seed,
    presence_penalty,
    frequency_penalty,
    stop,
    response_format: _text, // "text" or "JSON": the node's structured output says what is wanted
    ...extra
  } = parameters
  const known = {
    temperature: numeric(temperature),
    topP: numeric(top_p),
    maxTokens: numeric(max_tokens),
    seed: numeric(seed),
    presencePenalty: numeric(presence_penalty),
    frequencyPenalty: numeric(frequency_penalty),
    stop: stopWords(stop),
  }
  const hasExtra = Object.keys(extra).length > 0
  return { ...dropMissing(known), ...(hasExtra ? { extra: extra satisfies JsonObject } : {}) }
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

function dropMissing<T extends object>(value: T): Present<T> {
  // Only keys of T with a value remain, which is what Present says.
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Present<T>
}
