import { type ModelProvider, openAiProvider, remoteProvider } from '@skep/models'
import { hasErrorCode } from '@skep/schema'
import { createRandom, type Random } from '../fuzz-engine/random.ts'

const WORDS = [
  'bees ',
  '蜜蜂',
  '🐝',
  'é',
  '\n',
  '"',
  '\\',
  'data: ',
  '\r\n',
  ' ',
  '👩‍🚀',
  'ha',
  '{',
  '[DONE]',
] as const

/** Whose stream it is: Chat Completions, or the contract of the host's own backend. */
type Wire = 'openai' | 'remote'

interface Source {
  readonly text: string
  /** Its events carry numbers, so that one that comes twice is known. */
  readonly isNumbered: boolean
  /** One event of the stream each, with its empty line. */
  readonly events: readonly string[]
}

/** The fault of a seed. @internal */
export interface StreamFault {
  readonly kind: 'split' | 'cut' | 'broken' | 'repeat'
  readonly chunks: readonly Uint8Array[]
  /** The connection fails instead of ending. */
  readonly fails: boolean
}

/**
 * A chat stream with the faults of a seed, through the `openai` and the `remote` provider: the text must equal the source, or what came
 * must be its beginning with `MODEL_STREAM_INTERRUPTED` behind it. Splits fall anywhere: inside a character, a field,
 * a line end. Repeats are of whole events: numbered ones, or those without text, for nobody can tell a repeated
 * word from a model that repeats itself where the server numbers nothing.
 * @returns what went wrong; nothing when all is well
 * @internal
 */
export async function fuzzStreams(seed: number): Promise<readonly string[]> {
  const openai = await fuzzWire(seed, 'openai')
  const remote = await fuzzWire(seed, 'remote')
  return [...openai, ...remote.map((problem) => `remote: ${problem}`)]
}

async function fuzzWire(seed: number, wire: Wire): Promise<readonly string[]> {
  const random = createRandom(seed)
  const source = makeSource(random, wire)
  const fault = makeFault(random, source)
  const { text, code, finishes } = await readStream(fault, wire)
  const problems: string[] = []
  if (code === undefined) {
    if (text !== source.text) problems.push(`${fault.kind}: the text differs without a mark`)
    if (finishes !== 1) problems.push(`${fault.kind}: ${finishes} finishes`)
    return problems
  }
  // Before the first part nothing was interrupted: the runtime tries again.
  const isMark = code === 'MODEL_STREAM_INTERRUPTED' || (text === '' && code === 'MODEL_NETWORK')
  if (!isMark) problems.push(`${fault.kind}: fails with ${code}`)
  if (!source.text.startsWith(text))
    problems.push(`${fault.kind}: what came before the mark is not the beginning`)
  if (finishes !== 0) problems.push(`${fault.kind}: a finish and an error`)
  if (fault.kind === 'split' || fault.kind === 'repeat')
    problems.push(`${fault.kind}: interrupted without need`)
  return problems
}

/** @internal */
export function faultOf(seed: number): StreamFault & { readonly source: string } {
  const random = createRandom(seed)
  const source = makeSource(random, 'openai')
  return { ...makeFault(random, source), source: source.text }
}

function makeSource(random: Random, wire: Wire): Source {
  const pieces = Array.from({ length: 1 + random.below(40) }, () =>
    Array.from({ length: 1 + random.below(4) }, () => random.pick(WORDS)).join(''),
  )
  const ending = random.pick(['\n', '\r\n', '\r'])
  const isNumbered = random.chance(0.5) || wire === 'remote'
  const data =
    wire === 'remote'
      ? [
          ...pieces.map((text) => JSON.stringify({ type: 'text', text })),
          JSON.stringify({ type: 'finish', reason: 'stop', usage: { inputTokens: 3, outputTokens: 4 } }),
        ]
      : [
          chunk({ delta: { role: 'assistant', content: '' } }),
          ...pieces.map((content) => chunk({ delta: { content } })),
          chunk({ delta: {}, finish_reason: 'stop' }),
          JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } }),
          '[DONE]',
        ]
  const events = data.map((line, index) => {
    const note = random.chance(0.1) ? `: still here${ending}` : ''
    const id = isNumbered ? `id: ${index + 1}${ending}` : ''
    return `${note}${id}data:${random.chance(0.8) ? ' ' : ''}${line}${ending}${ending}`
  })
  return { text: pieces.join(''), isNumbered, events }
}

function chunk(choice: object): string {
  return JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] })
}

function makeFault(random: Random, { events, isNumbered }: Source): StreamFault {
  const kind = random.pick<StreamFault['kind']>(['split', 'cut', 'broken', 'repeat'])
  const list = [...events]
  if (kind === 'repeat') {
    const times = 1 + random.below(3)
    for (let turn = 0; turn < times; turn++) {
      // Two events must have come before a number proves anything; events of text only where they are numbered.
      const at = isNumbered
        ? Math.min(2, list.length - 1) + random.below(Math.max(1, list.length - 2))
        : random.pick([0, list.length - 3, list.length - 2, list.length - 1])
      const length = isNumbered ? 1 + random.below(3) : 1
      list.splice(at + 1, 0, ...list.slice(Math.max(2, at + 1 - length), at + 1).filter(() => isNumbered))
      if (!isNumbered) list.splice(at + 1, 0, list[at] ?? '')
    }
  }
  const bytes = new TextEncoder().encode(list.join(''))
  const end = kind === 'cut' || kind === 'broken' ? random.below(bytes.length) : bytes.length
  const longest = random.pick([1, 3, 20, 400])
  const chunks: Uint8Array[] = []
  for (let start = 0; start < end; ) {
    const size = 1 + random.below(longest)
    chunks.push(bytes.slice(start, Math.min(end, start + size)))
    start += size
  }
  return { kind, chunks, fails: kind === 'broken' }
}

async function readStream(
  { chunks, fails }: StreamFault,
  wire: Wire,
): Promise<{
  readonly text: string
  readonly code: string | undefined
  readonly finishes: number
}> {
  let next = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const bytes = chunks[next++]
      if (bytes) controller.enqueue(bytes)
      else if (fails) controller.error(new TypeError('terminated'))
      else controller.close()
    },
  })
  const factory = wire === 'remote' ? remoteProvider() : openAiProvider()
  const provider: ModelProvider = factory.create(
    { id: 'ours', type: wire, settings: { baseUrl: 'http://models.example/v1' } },
    {
      key: async () => undefined,
      fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    },
  )
  let text = ''
  let finishes = 0
  try {
    const request = {
      provider: 'ours',
      model: 'm',
      messages: [{ role: 'user', content: 'x' }],
    } as const
    for await (const part of provider.chat?.(request, { signal: new AbortController().signal }) ?? []) {
      if (part.type === 'text') text += part.text
      if (part.type === 'finish') finishes++
    }
  } catch (error) {
    return { text, finishes, code: hasErrorCode(error) ? error.code : String(error) }
  }
  return { text, finishes, code: undefined }
}
