import { isRunEnd, type Message, type RunEvent, type RunRecord, type SkepClient } from '@skep/client'
import { type App, type ErrorData, hasErrorCode, type JsonObject, toErrorData } from '@skep/schema'
import { createRandom, type Random } from '../fuzz-engine/random.ts'
import { checkKilled } from './check-killed.ts'
import { KILL_WORKFLOWS, type KillWorkflow, QUERY } from './workflows.ts'

/** Where apps run and workers die. @internal */
export interface KillPlace {
  /** A client of an empty namespace, whose models are those of `killModel`. */
  open(): Promise<KillClient>
  /** A counting server. */
  readonly serverUrl: string
}

/** @internal */
export interface KillClient {
  /** The client that lives now: a kill may put another in its place. */
  current(): SkepClient
  /** The worker ends where it stands. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** All that a run came to. @internal */
export interface KilledRun {
  readonly record: RunRecord
  /** As one reader got them, through every death. */
  readonly read: readonly RunEvent[]
  readonly stored: readonly RunEvent[]
  readonly messages: readonly Message[]
  /** Its replay, or why it cannot be replayed. */
  readonly replayed: readonly RunEvent[] | ErrorData
  /** What the conversation answers afterwards, where the app remembers. */
  readonly later: JsonObject | undefined
  readonly counts: Readonly<Record<string, number>>
}

/** The model of the page: the words of the prompt, one after the other, always the same. @internal */
export async function* killModel(
  request: { readonly messages: readonly { readonly content: unknown }[] },
  { signal }: { readonly signal: AbortSignal },
): AsyncGenerator<string, void, void> {
  const text = JSON.stringify(request.messages.at(-1)?.content ?? '').replace(/[^a-z0-9 ]/gi, '')
  for (const word of `${text} said`.split(' ')) {
    await sleep(2)
    if (signal.aborted) return
    yield `${word} `
  }
}

/** Longer than any run here: a run that has not ended by then is stuck. */
const STUCK_MS = 40_000

const unbroken = new Map<string, Promise<KilledRun>>()

/**
 * Kills the worker of one run at a moment that the seed chooses, and checks what becomes of the run. Gives what is wrong.
 * @internal
 */
export async function runKill(seed: number, place: KillPlace): Promise<readonly string[]> {
  const random = createRandom(seed)
  const workflow = KILL_WORKFLOWS[seed % KILL_WORKFLOWS.length] ?? KILL_WORKFLOWS[0]
  if (!workflow) return ['There is no workflow.']
  const known = unbroken.get(workflow.name) ?? runOnce(workflow, place, `${workflow.name} unbroken`)
  unbroken.set(workflow.name, known)
  const expected = await known
  const killed = await runOnce(workflow, place, `${workflow.name} ${seed}`, momentOf(random, expected))
  if (!killed) return []
  return checkKilled(workflow, expected, killed).map((problem) => `${workflow.name}: ${problem}`)
}

/** After an event that the reader has, or after a time. */
type Moment = { readonly sequence: number } | { readonly ms: number }

function momentOf(random: Random, { record }: KilledRun): Moment {
  if (random.chance(0.4)) return { sequence: 1 + random.below(record.eventCount) }
  return { ms: random.below(10 + (record.durationMs ?? 100)) }
}

async function runOnce(workflow: KillWorkflow, place: KillPlace, name: string): Promise<KilledRun>
async function runOnce(
  workflow: KillWorkflow,
  place: KillPlace,
  name: string,
  moment: Moment,
): Promise<KilledRun | undefined>
async function runOnce(
  workflow: KillWorkflow,
  place: KillPlace,
  name: string,
  moment?: Moment,
): Promise<KilledRun | undefined> {
  const server = `${place.serverUrl}/count/${encodeURIComponent(name)}`
  const app = JSON.parse(JSON.stringify(workflow.app).replaceAll('{server}', server)) as App // as it was
  const opened = await place.open()
  let killing: Promise<void> | undefined
  const kill = (): void => {
    killing ??= opened.kill()
  }
  try {
    await opened.current().apps.save(app, { baseRevision: null })
    const timer = moment && 'ms' in moment ? setTimeout(kill, moment.ms) : undefined
    const runId = await begin(opened, app)
    if (runId === undefined) return undefined
    const read = await readAll(opened, runId, (event) => {
      if (moment && 'sequence' in moment && event.sequence >= moment.sequence) kill()
    })
    clearTimeout(timer)
    await killing
    const record = await insist(() => opened.current().runs.get(runId))
    const conversationId = record.conversationId ?? ''
    const messages = await insist(() => opened.current().conversations.messages(conversationId))
    const stored = await readAll(opened, runId, () => undefined)
    const replayed = await replay(opened.current(), runId)
    const later = workflow.remembers ? await askAgain(opened.current(), app.id, conversationId) : undefined
    const counts = (await (
      await fetch(`${place.serverUrl}/counts/${encodeURIComponent(name)}`)
    ).json()) as Record<string, number> // the server's own answer
    return { record, read, stored, messages, replayed, later, counts }
  } finally {
    await killing
    await opened.close()
  }
}

/** `undefined`: the worker died before anything of the run was stored. */
async function begin(place: KillClient, app: App): Promise<string | undefined> {
  try {
    return (await place.current().runs.start({ app: app.id, query: QUERY })).runId
  } catch (error) {
    if (!isDeath(error)) throw error
    const [run] = await insist(() => place.current().runs.list())
    return run?.id
  }
}

async function readAll(
  place: KillClient,
  runId: string,
  onEvent: (event: RunEvent) => void,
): Promise<readonly RunEvent[]> {
  const read: RunEvent[] = []
  const until = Date.now() + STUCK_MS
  const stuck = new AbortController()
  const timer = setTimeout(() => stuck.abort(), STUCK_MS)
  try {
    while (Date.now() < until) {
      const after = read.at(-1)?.sequence ?? 0
      try {
        for await (const event of place.current().runs.events(runId, { after, signal: stuck.signal })) {
          read.push(event)
          onEvent(event)
          if (event.type === 'run_paused') void answerAll(place, runId, event.executionIds)
          if (isRunEnd(event)) return read
        }
      } catch (error) {
        if (!isDeath(error)) throw error
      }
      await sleep(5)
    }
    return read
  } finally {
    clearTimeout(timer)
  }
}

/** Sends every form until it was taken: a worker may die in between. */
async function answerAll(place: KillClient, runId: string, executionIds: readonly string[]): Promise<void> {
  for (const executionId of executionIds) {
    const submission = { actionId: 'yes', inputs: { why: 'because' } }
    await insist(() => place.current().runs.submitForm(runId, { executionId, submission })).catch(
      (error: unknown) => {
        // It was taken before.
        if (!hasErrorCode(error) || error.code !== 'FORM_NOT_FOUND') console.error(error)
      },
    )
  }
}

async function replay(client: SkepClient, runId: string): Promise<KilledRun['replayed']> {
  const events: RunEvent[] = []
  try {
    for await (const event of client.runs.replay(runId)) events.push(event)
    return events
  } catch (error) {
    return toErrorData(error)
  }
}

async function askAgain(client: SkepClient, app: string, conversationId: string): Promise<JsonObject> {
  for await (const event of client.run({ app, query: 'again', conversationId })) {
    if (event.type === 'run_succeeded') return event.outputs
    if (isRunEnd(event)) return { ended: event.type }
  }
  return {}
}

async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + STUCK_MS; ; await sleep(5)) {
    try {
      return await work()
    } catch (error) {
      if (!isDeath(error) || Date.now() > until) throw error
    }
  }
}

function isDeath(error: unknown): boolean {
  return hasErrorCode(error) && (error.code === 'WORKER_LOST' || error.code === 'CLIENT_CLOSED')
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
