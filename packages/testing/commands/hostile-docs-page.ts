// The page of `pnpm hostile docs DIR`.
import type { KnowledgeChunk, KnowledgeDocument } from '@skep/client'
import { createSkep, type LocalSkepClient } from '@skep/runtime'
import type { ErrorData } from '@skep/schema'

/** What of a document crosses to the command. */
export interface SeenInPage {
  readonly name: string
  readonly state: 'ready' | 'failed' | 'hanging'
  readonly error: ErrorData | undefined
  readonly warnings: readonly ErrorData[]
  readonly pages: number
  readonly chunks: number
  readonly storedChunks: number
  readonly longestChunk: number
  readonly rangeProblems: readonly string[]
  readonly text: string
  readonly textLength: number
  readonly lines: number
  readonly isWellFormed: boolean
  readonly milliseconds: number
  readonly longestBlockMs: number
}

/** What the command calls. */
export interface DocsPage {
  docs?: {
    prepare(namespace: string): Promise<void>
    /** Ingests a file and keeps nothing of it in the page. */
    ingest(url: string, name: string, patienceMs: number): Promise<void>
    /** What became of the last file. */
    look(): Promise<SeenInPage>
    holds(text: string): boolean
    finds(query: string): Promise<boolean>
    /** Takes the last document away and ingests a good file; tells what is wrong with that. */
    control(): Promise<readonly string[]>
    traces(): readonly string[]
  }
}

const CONTROL = `# Control

The lighthouse keeper paints the northern door green in April.

The ferry to the island leaves at 07:40 from the second pier.`

/** Longer texts cross without their middle. */
const CROSSING_CHARS = 4_000_000
const BASE = 'hostile'

let client: LocalSkepClient | undefined
let last:
  | (Pick<SeenInPage, 'milliseconds' | 'longestBlockMs'> & {
      readonly id: string
      readonly text: string
      readonly document: KnowledgeDocument
      readonly isDone: boolean
    })
  | undefined
let controls = 0
const globals = new Set(Object.getOwnPropertyNames(globalThis))
const traces: string[] = []
globalThis.addEventListener('error', (event) => traces.push(`an error got out: ${event.message}`))
globalThis.addEventListener('unhandledrejection', (event) =>
  traces.push(`a rejection got out: ${String(event.reason)}`),
)

function skep(): LocalSkepClient {
  if (!client) throw new Error('The page was not prepared.')
  return client
}

async function wait(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

/** A worker that is busy may not answer in time; that alone is no end. */
async function findDocument(id: string): Promise<KnowledgeDocument | undefined> {
  try {
    return await skep().knowledge.document(id)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'CALL_TIMEOUT') {
      traces.push('the worker did not answer for a minute')
      return undefined
    }
    throw error
  }
}

async function untilDone(
  id: string,
  patienceMs: number,
): Promise<{ readonly document: KnowledgeDocument; readonly isDone: boolean }> {
  for (const start = performance.now(); ; await wait(20)) {
    const document = await findDocument(id)
    if (!document) continue
    const isDone = document.state === 'ready' || document.state === 'failed'
    if (isDone || performance.now() - start > patienceMs) return { document, isDone }
  }
}

/** How long the page's main thread came to nothing, at most. */
function watchMainThread(): { stop(): number } {
  let longestMs = 0
  let before = performance.now()
  const tick = (): void => {
    longestMs = Math.max(longestMs, performance.now() - before)
    before = performance.now()
  }
  const timer = setInterval(tick, 5)
  return {
    stop() {
      tick()
      clearInterval(timer)
      return longestMs
    },
  }
}

async function upload(name: string, bytes: Uint8Array | Blob): Promise<string> {
  return (await skep().knowledge.upload(BASE, { name, bytes })).id
}

async function ingest(url: string, name: string, patienceMs: number): Promise<void> {
  const start = performance.now()
  const clock = watchMainThread()
  // As a file picker gives it: the bytes are not in the page's memory.
  const id = await upload(name, await (await fetch(url)).blob())
  const { document, isDone } = await untilDone(id, patienceMs)
  last = {
    id,
    text: '',
    document,
    isDone,
    milliseconds: performance.now() - start,
    longestBlockMs: clock.stop(),
  }
}

async function look(): Promise<SeenInPage> {
  if (!last) throw new Error('Nothing was ingested.')
  const { id, document, isDone, milliseconds, longestBlockMs } = last
  const text = document.state === 'ready' ? (await skep().knowledge.documentText(id)).text : ''
  last = { ...last, text }
  const chunks = await skep().knowledge.chunks(id)
  return {
    name: document.name,
    state: isDone && (document.state === 'ready' || document.state === 'failed') ? document.state : 'hanging',
    error: document.error,
    warnings: document.warnings,
    pages: document.pageCount ?? 0,
    chunks: document.chunkCount,
    storedChunks: document.state === 'ready' ? document.chunkCount : chunks.length,
    longestChunk: chunks.reduce((longest, chunk) => Math.max(longest, chunk.text.length), 0),
    rangeProblems: rangeProblemsOf(text, chunks),
    text:
      text.length <= 2 * CROSSING_CHARS ? text : text.slice(0, CROSSING_CHARS) + text.slice(-CROSSING_CHARS),
    textLength: text.length,
    lines: text.split('\n').length,
    isWellFormed: text.isWellFormed() && chunks.every((chunk) => chunk.text.isWellFormed()),
    milliseconds,
    longestBlockMs,
  }
}

const MOST_RANGE_PROBLEMS = 3

/** Chunks whose place in the text holds something else than they do, apart from what cleaning takes out. */
function rangeProblemsOf(text: string, chunks: readonly KnowledgeChunk[]): readonly string[] {
  const bare = (part: string): string =>
    part
      .replace(/<\|/g, '<')
      .replace(/\|>/g, '>')
      .replace(/[\s\p{Cc}\ufffe]/gu, '')
  const wrong = chunks.filter(
    ({ text: own, location }) => bare(text.slice(location.start, location.end)) !== bare(own),
  )
  return wrong
    .slice(0, MOST_RANGE_PROBLEMS)
    .map(({ location }) => `a chunk is not what stands at ${location.start} to ${location.end}`)
}

async function finds(query: string): Promise<boolean> {
  const { passages } = await skep().knowledge.retrieve({ knowledgeIds: [BASE], query })
  return passages.some(({ documentId }) => documentId === last?.id)
}

async function control(): Promise<readonly string[]> {
  if (last) await skep().knowledge.removeDocument(last.id)
  const text = `${CONTROL}\n\nNumber ${++controls}.`
  const id = await upload('control.md', new TextEncoder().encode(text))
  const { document } = await untilDone(id, 60_000)
  const problems: string[] = []
  if (document.state !== 'ready')
    problems.push(`the control file after it is ${document.state}: ${document.error?.code ?? ''}`)
  else if ((await skep().knowledge.documentText(id)).text !== text)
    problems.push('the control file after it was not read right')
  else {
    const { passages } = await skep().knowledge.retrieve({
      knowledgeIds: [BASE],
      query: 'When does the ferry leave?',
    })
    if (!passages[0]?.text.includes('07:40')) problems.push('the control file after it is not found')
  }
  await skep().knowledge.removeDocument(id)
  return problems
}

const page = globalThis as DocsPage // one name more
page.docs = {
  async prepare(namespace) {
    client = createSkep({ namespace, host: 'worker' })
    await client.knowledge.create({ id: BASE, name: 'Hostile' })
    const problems = await control()
    if (problems.length > 0) throw new Error(problems.join(', '))
    globals.add('docs')
  },
  ingest,
  look,
  holds: (text) => last?.text.includes(text) === true,
  finds,
  control,
  traces: () => [
    ...traces.splice(0),
    ...Object.getOwnPropertyNames(globalThis)
      .filter((name) => !globals.has(name))
      .map((name) => `the page has a new global: ${name}`),
  ],
}
