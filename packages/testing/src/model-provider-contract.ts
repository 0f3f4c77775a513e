import type { ModelPart, ModelRequest } from '@skep/client'
import { describe, expect, it } from 'vitest'

/** The part of a `ModelProvider` that the contract is about. @public */
export interface ContractProvider {
  chat?(request: ModelRequest, options: { readonly signal: AbortSignal }): AsyncIterable<ModelPart>
  embedder?(model: string): {
    embed(
      texts: readonly string[],
      options?: { readonly signal?: AbortSignal },
    ): Promise<readonly Float32Array[]>
  }
  dispose?(): Promise<void>
}

/** What the other side of a provider is told to do next. @public */
export type ContractAnswer =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'json'; readonly text: string }
  | { readonly type: 'tool'; readonly name: string; readonly arguments: string }
  /** Text in many pieces that takes longer than a test waits. */
  | { readonly type: 'endless' }
  /** Begins like `text` and breaks off. */
  | { readonly type: 'cut'; readonly text: string }
  | { readonly type: 'refusal'; readonly status: 401 | 404 | 429 | 500 }
  /** Vectors of its own that depend on the text alone. */
  | { readonly type: 'vectors' }

/**
 * A provider under test. What `answers` does not name is not asked of it: an extractive provider has no tools.
 * @public
 */
export interface ModelProviderSubject {
  readonly name: string
  create(): Promise<ContractProvider>
  /** Fields of the request that it needs, such as `model` or `context`. */
  readonly request: Pick<ModelRequest, 'model'> & Partial<ModelRequest>
  /** Makes the other side answer so from now on. Absent: it answers as it likes, and the form alone is checked. */
  readonly answer?: (answer: ContractAnswer) => void
  readonly answers?: readonly ContractAnswer['type'][]
  /** It counts tokens by itself. */
  readonly countsTokens?: boolean
  readonly embeddingModel?: string
}

const REFUSALS = [
  [401, 'MODEL_AUTH'],
  [404, 'MODEL_NOT_FOUND'],
  [429, 'MODEL_RATE_LIMIT'],
  [500, 'MODEL_SERVER'],
] as const

/** Rules `MP` of SPEC.md as vitest tests. @public */
export function modelProviderContract(subject: ModelProviderSubject): void {
  const can = (type: ContractAnswer['type']): boolean => subject.answers?.includes(type) ?? false
  const ask = (provider: ContractProvider, more: Partial<ModelRequest> = {}, signal?: AbortSignal) => {
    if (!provider.chat) throw new Error('The provider has no chat.')
    const request: ModelRequest = {
      provider: 'ours',
      messages: [{ role: 'user', content: 'How many bees live in a hive?' }],
      ...subject.request,
      ...more,
    }
    return provider.chat(request, { signal: signal ?? new AbortController().signal })
  }

  describe(`ModelProvider: ${subject.name}`, () => {
    const rule = (sentence: string, body: (provider: ContractProvider) => Promise<void>): void =>
      it(sentence, async () => {
        const provider = await subject.create()
        try {
          await body(provider)
        } finally {
          await provider.dispose?.()
        }
      })

    if (!subject.answer || can('text')) {
      rule('[MP1] a stream is parts of known types, its finish last and once', async (provider) => {
        const text = 'Thousands: 蜜蜂 🐝 é, "quoted"\nand on a second line.'
        subject.answer?.({ type: 'text', text })
        const { parts, error } = await collect(ask(provider))
        expect(error).toBe(undefined)
        expect(parts.filter((part) => !isPart(part))).toEqual([])
        expect(parts.filter(({ type }) => type === 'finish')).toEqual([parts.at(-1)])
        if (subject.answer) expect(textOf(parts)).toBe(text)
        else expect(textOf(parts)).not.toBe('')
      })

      rule(
        '[MP2] the usage of the finish is numbers, and counts where the other side counts',
        async (provider) => {
          subject.answer?.({ type: 'text', text: 'Three words here.' })
          const finish = (await collect(ask(provider))).parts.at(-1)
          const usage = finish?.type === 'finish' ? finish.usage : undefined
          for (const count of [usage?.inputTokens, usage?.outputTokens]) {
            if (subject.countsTokens || count !== undefined) expect(count).toEqual(expect.any(Number))
          }
          // The runtime adds up what a provider does not.
          if (usage?.totalTokens !== undefined) expect(usage.totalTokens).toEqual(expect.any(Number))
        },
      )

      rule(
        '[MP3] a call that is aborted before it starts fails with CALL_ABORTED and gives nothing',
        async (provider) => {
          subject.answer?.({ type: 'text', text: 'Never seen.' })
          const { parts, error } = await collect(ask(provider, {}, AbortSignal.abort()))
          expect([parts, codeOf(error)]).toEqual([[], 'CALL_ABORTED'])
        },
      )

      rule('[MP4] two streams at once do not mix', async (provider) => {
        subject.answer?.({ type: 'text', text: 'The same for both.' })
        const [first, second] = await Promise.all([collect(ask(provider)), collect(ask(provider))])
        expect(textOf(first.parts)).toBe(textOf(second.parts))
      })
    }

    if (can('endless')) {
      rule(
        '[MP5] an abort in the middle ends the stream with CALL_ABORTED and no finish',
        async (provider) => {
          subject.answer?.({ type: 'endless' })
          const stopping = new AbortController()
          const { parts, error } = await collect(ask(provider, {}, stopping.signal), () => stopping.abort())
          expect([parts.some(({ type }) => type === 'finish'), codeOf(error)]).toEqual([
            false,
            'CALL_ABORTED',
          ])
        },
      )

      rule('[MP6] leaving the loop early ends it without an error', async (provider) => {
        subject.answer?.({ type: 'endless' })
        for await (const part of ask(provider)) {
          expect(isPart(part)).toBe(true)
          break
        }
      })
    }

    if (can('cut')) {
      rule(
        '[MP7] a stream that breaks off gives its text and then MODEL_STREAM_INTERRUPTED',
        async (provider) => {
          const text = 'One two three four five six seven eight nine ten.'
          subject.answer?.({ type: 'cut', text })
          const { parts, error } = await collect(ask(provider))
          expect(codeOf(error)).toBe('MODEL_STREAM_INTERRUPTED')
          expect(text.startsWith(textOf(parts))).toBe(true)
          expect(parts.some(({ type }) => type === 'finish')).toBe(false)
        },
      )
    }

    if (can('refusal')) {
      for (const [status, code] of REFUSALS) {
        rule(
          `[MP8] a refusal with status ${status} fails with ${code}, before any part`,
          async (provider) => {
            subject.answer?.({ type: 'refusal', status })
            const { parts, error } = await collect(ask(provider))
            expect([parts, codeOf(error)]).toEqual([[], code])
            expect(error instanceof Error && error.message).toMatch(/\.$/)
          },
        )
      }
    }

    if (can('tool')) {
      rule('[MP9] a tool call comes with id, name and arguments that join to the whole', async (provider) => {
        const given = '{"city":"München","days":[1,2,3]}'
        subject.answer?.({ type: 'tool', name: 'weather', arguments: given })
        const tools = [{ name: 'weather', description: 'Weather.', parameters: { type: 'object' } }]
        const { parts, error } = await collect(ask(provider, { tools }))
        expect(error).toBe(undefined)
        const calls = parts.filter((part) => part.type === 'tool-call')
        expect(new Set(calls.map(({ index }) => index)).size).toBe(1)
        expect(calls.map(({ argumentsDelta }) => argumentsDelta).join('')).toBe(given)
        expect(calls.flatMap(({ name }) => name ?? [])).toEqual(['weather'])
        expect(calls.flatMap(({ id }) => id ?? [])).toHaveLength(1)
        expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'tool-calls' })
      })
    }

    if (can('json')) {
      rule('[MP10] an answer in a JSON schema is that JSON as text', async (provider) => {
        subject.answer?.({ type: 'json', text: '{"bees":30000}' })
        const schema = { type: 'object', properties: { bees: { type: 'integer' } }, required: ['bees'] }
        const responseFormat = { type: 'json-schema', name: 'hive', schema } as const
        const { parts } = await collect(ask(provider, { responseFormat }))
        expect(JSON.parse(textOf(parts))).toEqual({ bees: 30000 })
      })
    }

    if (subject.embeddingModel !== undefined) {
      const model = subject.embeddingModel
      const texts = ['bees make honey', 'rain falls', 'bees make wax', 'a third thing', 'rain falls']
      const embed = async (provider: ContractProvider, list: readonly string[]) => {
        if (!provider.embedder) throw new Error('The provider has no embedder.')
        subject.answer?.({ type: 'vectors' })
        return provider.embedder(model).embed(list)
      }

      rule('[MP11] embeddings are one unit vector per text, all of one length', async (provider) => {
        const vectors = await embed(provider, texts)
        expect(vectors).toHaveLength(texts.length)
        expect(new Set(vectors.map(({ length }) => length)).size).toBe(1)
        for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
      })

      rule(
        '[MP12] embeddings come in the order of the texts, whatever is asked with them',
        async (provider) => {
          const together = await embed(provider, texts)
          for (const [index, text] of texts.entries()) {
            const [alone = new Float32Array()] = await embed(provider, [text])
            const dot = alone.reduce((sum, value, at) => sum + value * (together[index]?.[at] ?? 0), 0)
            expect(dot).toBeCloseTo(1, 3)
          }
          expect(await embed(provider, [])).toEqual([])
        },
      )
    }
  })
}

async function collect(
  stream: AsyncIterable<ModelPart>,
  onText: () => void = () => undefined,
): Promise<{ readonly parts: readonly ModelPart[]; readonly error: unknown }> {
  const parts: ModelPart[] = []
  try {
    for await (const part of stream) {
      parts.push(part)
      if (part.type === 'text') onText()
    }
  } catch (error) {
    return { parts, error }
  }
  return { parts, error: undefined }
}

function isPart(part: ModelPart): boolean {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return typeof part.text === 'string' && part.text !== ''
    case 'tool-call':
      return Number.isInteger(part.index) && typeof part.argumentsDelta === 'string'
    case 'source':
      return part.start >= 0 && part.end >= part.start
    case 'usage':
      return typeof part.usage === 'object'
    case 'finish':
      return typeof part.reason === 'string' && typeof part.usage === 'object'
    default:
      return part satisfies never
  }
}

function textOf(parts: readonly ModelPart[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : error
}
