// The page of `pnpm hostile sandbox FILE`.
import { isRunEnd, type RunEvent } from '@skep/client'
import { createSkep, type LocalSkepClient } from '@skep/runtime'
import {
  APP_SCHEMA_VERSION,
  type App,
  type AppNode,
  isVariableName,
  type JsonObject,
  SkepError,
} from '@skep/schema'
import { WORLD_TYPE } from './hostile-limits.ts'
import type { Observed, Snippet, SnippetEnding, SnippetLanguage } from './hostile-snippets.ts'
import { compareWorlds, describeWorld } from './hostile-world.ts'

type Asked = Pick<Snippet, 'code' | 'language' | 'value'>

/** How often the declared outputs are fitted to what a snippet returns. */
const MOST_FITTINGS = 20

const HEALTHY: Readonly<Record<SnippetLanguage, string>> = {
  javascript: 'function main() { return { ok: [1].map((n) => n)[0] } }',
  python3: 'import json, math\ndef main():\n    return json.loads(json.dumps({"ok": math.floor(len("a"))}))',
}

let client: LocalSkepClient | undefined
/** The worlds of the page and of the engine's worker, before the first snippet. */
let worlds: readonly [page: readonly string[], worker: readonly string[]] | undefined

/** Starts everything that loads lazily, so that the first snippet finds what the others find. */
export async function prepare(languages: readonly SnippetLanguage[]): Promise<void> {
  client = createSkep({
    namespace: 'hostile',
    host: 'worker',
    storage: 'memory',
    worker: () => new Worker(new URL('./hostile-sandbox-worker.ts', import.meta.url), { type: 'module' }),
  })
  let worker: readonly string[] = []
  for (const language of ['javascript', ...languages] as const) {
    const { ending, world } = await run({ language, code: HEALTHY[language] }, ['ok'])
    if (ending.type === 'error')
      throw new SkepError('INTERNAL', `A healthy node failed: ${ending.error.message}`)
    worker = world
  }
  worlds = [await describeWorld(), worker]
  await checkWatch()
}

/** A watch that sees nothing would let everything pass: it must see a change of ours. */
async function checkWatch(): Promise<void> {
  Reflect.set(globalThis, '__canary', 1)
  const [replaced] = [Object.keys]
  Object.keys = (object: object) => replaced(object)
  const seen = compareWorlds(worlds?.[0] ?? [], await describeWorld())
  Object.keys = replaced
  Reflect.deleteProperty(globalThis, '__canary')
  const wanted = ['global __canary is new', 'Object.keys (replaced) is new', 'Object.keys is gone']
  if (wanted.join() !== seen.join())
    throw new SkepError('INTERNAL', `The watch over the page saw ${seen.join(', ') || 'nothing'}.`)
}

/** Runs a snippet, given and told as JSON text: its values may be of any depth. */
export async function runSnippetText(asked: string): Promise<string> {
  return JSON.stringify(await runSnippet(JSON.parse(asked)))
}

/** Runs a snippet in a code node, then a healthy node, and compares both worlds with what they were. */
async function runSnippet({ code, language, value }: Asked): Promise<Observed> {
  if (!worlds) throw new SkepError('INTERNAL', 'The page was not prepared.')
  const clock = watchMainThread()
  const { ending, durationMs } = await runFitting(code, language, value)
  const began = performance.now()
  const healthy = await run({ language, code: HEALTHY[language] }, ['ok'])
  const healthyMs = performance.now() - began
  const longestBlockMs = clock.stop()
  const changes = [
    ...compareWorlds(worlds[0], await describeWorld()).map((change) => `page: ${change}`),
    ...compareWorlds(worlds[1], healthy.world).map((change) => `worker: ${change}`),
  ]
  return { ending, durationMs, healthy: healthy.ending, healthyMs, changes, longestBlockMs }
}

/**
 * A code node declares its outputs, and the format does not: they are those of the expected value, or else fitted to
 * what comes back, so that an undeclared name is not taken for the failure of a snippet.
 */
async function runFitting(code: string, language: SnippetLanguage, value: Asked['value']): Promise<NodeRun> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const names = new Set(isObject ? Object.keys(value) : ['r'])
  for (let fitting = 0; ; fitting++) {
    const ran = await run({ code, language }, [...names])
    const { ending } = ran
    if (isObject || fitting === MOST_FITTINGS || ending.type === 'result') return ran
    const { path } = ending.error.data
    if (ending.error.code !== 'CODE_OUTPUT_INVALID' || typeof path !== 'string' || !isVariableName(path))
      return ran
    if (/did not return its output/.test(ending.error.message)) names.delete(path)
    else if (/not declared as an output/.test(ending.error.message)) names.add(path)
    else return ran
  }
}

interface NodeRun {
  readonly ending: SnippetEnding
  readonly durationMs: number
  readonly world: readonly string[]
}

async function run(
  { code, language }: Pick<Asked, 'code' | 'language'>,
  outputs: readonly string[],
): Promise<NodeRun> {
  if (!client) throw new SkepError('INTERNAL', 'The page was not prepared.')
  const config = {
    language,
    code,
    variables: [],
    outputs: Object.fromEntries(outputs.map((name) => [name, { type: 'any' }])),
  }
  const { runId } = await client.runs.start({ app: appWith(config), isDraft: true, inputs: {} })
  const events: RunEvent[] = []
  for await (const event of client.runs.events(runId, { after: 0 })) {
    events.push(event)
    if (isRunEnd(event)) break
  }
  const ended = events.find(
    (event) => (event.type === 'node_succeeded' || event.type === 'node_failed') && event.nodeId === 'code',
  )
  const looked = events.find((event) => event.type === 'node_succeeded' && event.nodeId === 'world')
  const world = looked?.type === 'node_succeeded' ? looked.outputs.world : []
  const around = { world: Array.isArray(world) ? world.map(String) : [] }
  if (ended?.type === 'node_succeeded')
    return { ...around, ending: { type: 'result', outputs: ended.outputs }, durationMs: ended.durationMs }
  if (ended?.type === 'node_failed')
    return { ...around, ending: { type: 'error', error: ended.error }, durationMs: ended.durationMs }
  const last = events.at(-1)
  const error =
    last?.type === 'run_failed'
      ? last.error
      : new SkepError('INTERNAL', `The run ended with ${last?.type ?? 'nothing'}.`).toData()
  return { ...around, ending: { type: 'error', error }, durationMs: 0 }
}

function appWith(config: JsonObject): App {
  const node = (id: string, type: string, nodeConfig: JsonObject): AppNode => ({
    id,
    type,
    title: id,
    position: { x: 0, y: 0 },
    config: nodeConfig,
  })
  const edge = (source: string, target: string): App['graph']['edges'][number] => ({
    id: `${source}-${target}`,
    source,
    sourceHandle: 'source',
    target,
    targetHandle: 'target',
  })
  return {
    schemaVersion: APP_SCHEMA_VERSION,
    id: 'hostile',
    mode: 'workflow',
    name: 'Hostile',
    description: '',
    graph: {
      nodes: [
        node('start', 'start', { variables: [] }),
        node('code', 'code', config),
        node('world', WORLD_TYPE, {}),
        node('end', 'end', { outputs: [] }),
      ],
      edges: [edge('start', 'code'), edge('code', 'world'), edge('world', 'end')],
    },
    environmentVariables: [],
    conversationVariables: [],
    features: {},
  }
}

/** How long the page's main thread came to nothing, at most. */
function watchMainThread(): { stop(): number } {
  let longestMs = 0
  let last = performance.now()
  const tick = (): void => {
    longestMs = Math.max(longestMs, performance.now() - last)
    last = performance.now()
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
