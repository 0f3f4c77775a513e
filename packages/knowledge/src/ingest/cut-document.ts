import type { SplitSettings } from '@skep/client'
import { type ErrorData, hasErrorCode, type JsonValue, SkepError, toErrorData } from '@skep/schema'
import type { Breathe } from '../embed/breathe.ts'
import type { LoadedDocument } from '../load/types.ts'
import { pairOf, readQuestionTable } from '../split/question-table.ts'
import { FULL_DOCUMENT_TOKENS, type SplitChunk, splitDocument } from '../split/split-document.ts'
import type { QuestionAnswer, QuestionRequest, QuestionWriter } from '../split/write-questions.ts'
import { contentHash } from './content-hash.ts'
import { mapInOrder } from './map-in-order.ts'

export interface CutContext {
  readonly breathe: Breathe
  readonly writeQuestions?: QuestionWriter
}

export interface CutOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
  /** Where pairs are kept as they are written, for an attempt that goes on after an interruption. */
  readonly kept?: KeptPairs
}

/** Values by a name of their own. @internal */
export interface KeptPairs {
  get(key: string): Promise<JsonValue | null>
  put(key: string, value: JsonValue): Promise<void>
}

export interface CutResult {
  readonly chunks: readonly SplitChunk[]
  readonly warnings: readonly ErrorData[]
}

/** Formats whose rows may be questions with answers. */
const TABLES: ReadonlySet<string> = new Set(['csv', 'xlsx', 'ods'])
const QUESTIONS_AT_ONCE = 4

/** Cleans and cuts a loaded document by the mode of its settings. Of questions, a chunk that fails is left out with a warning. */
export async function cutDocument(
  loaded: LoadedDocument,
  split: SplitSettings,
  context: CutContext,
  options: CutOptions,
): Promise<CutResult> {
  const table = questionTable(loaded, split)
  if (table) return { chunks: table, warnings: [] }
  const document = await splitDocument(loaded, split)
  const chunks: SplitChunk[] = []
  for (const chunk of document.chunks()) {
    options.signal.throwIfAborted()
    chunks.push(chunk)
    await context.breathe()
  }
  if (split.mode === 'question-answer') return askAll(chunks, split, context, options)
  return { chunks, warnings: document.isCutOff ? [cutOff()] : [] }
}

/** Questions and answers that need no model: the rows of a table with columns for them. */
export function questionTable(loaded: LoadedDocument, split: SplitSettings): SplitChunk[] | null {
  return split.mode === 'question-answer' && TABLES.has(loaded.format) ? readQuestionTable(loaded) : null
}

async function askAll(
  texts: readonly SplitChunk[],
  { questions }: SplitSettings,
  { writeQuestions }: CutContext,
  { signal, onProgress, kept }: CutOptions,
): Promise<CutResult> {
  if (!writeQuestions) {
    throw new SkepError(
      'MODEL_NOT_FOUND',
      'Nobody writes the questions of this knowledge base. Upload a table with the columns question and answer, or set a model up.',
    )
  }
  const failures: ErrorData[] = []
  const asked = await mapInOrder(texts, QUESTIONS_AT_ONCE, async (chunk, at) => {
    signal.throwIfAborted()
    const { language, model } = questions
    const request = { text: chunk.text, language, ...(model ? { model } : {}) }
    const ask = (): Promise<readonly QuestionAnswer[]> => writeQuestions(request, { signal })
    const pairs = await (kept ? askOnce(request, ask, kept) : ask()).catch((error: unknown) => {
      if (signal.aborted || isOfStorage(error)) throw error
      failures.push(toErrorData(error, 'INTERNAL'))
      return []
    })
    onProgress?.(at + 1, texts.length)
    return pairs.map(({ question, answer }) => ({ ...chunk, ...pairOf(question, answer) }))
  })
  const chunks = asked.flat().map((chunk, index) => ({ ...chunk, index }))
  const [first] = failures
  if (first && chunks.length === 0) throw new SkepError(first.code, first.message, first.data)
  return { chunks, warnings: first ? [someUnasked(first, failures.length, texts.length)] : [] }
}

/** What the model was asked before is not asked again: each answer may cost money. */
async function askOnce(
  request: QuestionRequest,
  ask: () => Promise<readonly QuestionAnswer[]>,
  kept: KeptPairs,
): Promise<readonly QuestionAnswer[]> {
  const { text, language, model } = request
  const name = JSON.stringify([text, language, model ? Object.entries(model).sort() : null])
  const key = `questions:${await contentHash(new TextEncoder().encode(name))}`
  const known = await kept.get(key)
  if (Array.isArray(known)) {
    return known.flatMap((pair) =>
      Array.isArray(pair) ? { question: String(pair[0]), answer: String(pair[1]) } : [],
    )
  }
  const pairs = await ask()
  await kept.put(
    key,
    pairs.map(({ question, answer }) => [question, answer]),
  )
  return pairs
}

function isOfStorage(error: unknown): boolean {
  return hasErrorCode(error) && error.code.startsWith('STORAGE_')
}

function someUnasked(first: ErrorData, failed: number, total: number): ErrorData {
  const parts = failed === 1 ? 'One part' : `${failed} parts`
  return {
    code: first.code,
    message: `${parts} of ${total} got no questions: ${first.message} Cut the document anew to try again.`,
    data: { failed, total },
  }
}

function cutOff(): ErrorData {
  return {
    code: 'DOCUMENT_TOO_LARGE',
    message: `The document is longer than ${FULL_DOCUMENT_TOKENS.toLocaleString('en')} tokens; what follows is not searched. Cut it by paragraphs to search all of it.`,
    data: { maxTokens: FULL_DOCUMENT_TOKENS },
  }
}
