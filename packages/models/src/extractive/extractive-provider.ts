import type { ModelInfo, ProviderConfig } from '@skep/client'
import type { ModelPart, ModelRequest } from '@skep/engine'
import { SkepError } from '@skep/schema'
import { abortedError, modelNotFoundError } from '../errors.ts'
import type { ModelProvider, ProviderFactory } from '../provider.ts'
import { chooseQuotes } from './choose.ts'
import { renderQuote } from './render.ts'

/** The sentences that `extractive` says by itself. @public */
export interface ExtractiveTexts {
  /** Said when no sentence of the given passages answers the question. */
  readonly noPassage: string
  /** Said when a request has no passages to quote from at all. */
  readonly notALanguageModel: string
  /** Shown beside the model in lists. */
  readonly description: string
}

/** @public */
export const EXTRACTIVE_TEXTS: ExtractiveTexts = {
  noPassage: 'No passage found in the documents that answers this question.',
  notALanguageModel:
    'This is not a language model: it can only quote documents, and this step gave it none to quote from.',
  description:
    'Quotes the best sentences of your documents. Not a language model: it writes nothing of its own.',
}

/** @public */
export interface ExtractiveOptions {
  /** Translations. */
  readonly texts?: Partial<ExtractiveTexts>
  /** Longest answer, in quotes. @defaultValue 4 */
  readonly maxSentences?: number
}

const MODEL = 'extractive'

/** Words between two turns of the event loop: one frame's worth, so that an abort or a paint gets through. */
const WORDS_PER_TURN = 12

/**
 * The model that is always there: answers by quoting sentences of `request.context`, each followed by its `[n]` and a
 * `source` part with the range in the passage. Runs here, needs no key and no download, and says what it is.
 * @public
 */
export function extractiveProvider(options: ExtractiveOptions = {}): ProviderFactory {
  const texts = { ...EXTRACTIVE_TEXTS, ...options.texts }
  return { type: 'extractive', create: (config) => createProvider(config, texts, options.maxSentences ?? 4) }
}

function createProvider(config: ProviderConfig, texts: ExtractiveTexts, maxSentences: number): ModelProvider {
  const info: ModelInfo = {
    provider: config.id,
    model: MODEL,
    label: config.label ?? 'Quotes from documents',
    kind: 'chat',
    location: 'local',
    isLanguageModel: false,
    description: texts.description,
    capabilities: [],
  }
  return {
    readsContext: true,
    list: async () => [info],
    test: async () => [MODEL],
    async *chat(request, { signal }): AsyncGenerator<ModelPart, void, void> {
      checkRequest(request, config.id)
      let words = 0
      for (const part of answer(request, texts, maxSentences)) {
        if (signal.aborted) throw abortedError()
        yield part
        if (part.type === 'text' && ++words % WORDS_PER_TURN === 0) await nextTurn()
      }
    },
  }
}

function checkRequest(request: ModelRequest, provider: string): void {
  if (request.model !== MODEL) throw modelNotFoundError(provider, request.model, [MODEL])
  if (request.responseFormat?.type === 'json-schema') {
    const message = 'Quotes from documents cannot answer in a given JSON form. Choose a language model.'
    throw new SkepError('MODEL_CAPABILITY', message, { model: MODEL, capability: 'json-schema' })
  }
}

function* answer(
  request: ModelRequest,
  texts: ExtractiveTexts,
  maxSentences: number,
): Generator<ModelPart, void, void> {
  const { context } = request
  const quotes = context ? chooseQuotes(context.query, context.passages, maxSentences) : []
  if (quotes.length === 0) yield* words(context ? texts.noPassage : texts.notALanguageModel)
  let before = ''
  for (const quote of quotes) {
    const text = renderQuote(quote)
    // A line that is not a sentence ("Phone: 030 123") stands on a line of its own.
    const isOpen = [before, text].some(
      (one) => one !== '' && (one.includes('\n') || !/[.!?…。！？]["'”’»)\]]*$/.test(one)),
    )
    if (before !== '') yield { type: 'text', text: isOpen ? '\n\n' : ' ' }
    yield* words(text)
    yield { type: 'text', text: ` [${quote.passage.number}]` }
    yield { type: 'source', number: quote.passage.number, start: quote.start, end: quote.end }
    before = text
  }
  // No tokens: nothing was generated.
  yield {
    type: 'finish',
    reason: 'stop',
    usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
    isQuoted: true,
  }
}

/** Pieces as a model would stream them: a word with the space before it, or a few characters of Chinese or Japanese. */
function* words(text: string): Generator<ModelPart, void, void> {
  for (const [piece] of text.matchAll(
    /\s*[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]{1,4}|\s*[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]+|\s+$/gu,
  )) {
    yield { type: 'text', text: piece }
  }
}

/** Lets waiting events in. A timer of 0 would wait 4 ms each time once timers nest. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
