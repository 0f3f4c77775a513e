import type { RunEvent } from '@skep/client'
import { builtinExecutors, type EnginePorts, plan, run, systemClock, systemRandom } from '@skep/engine'
import {
  type App,
  builtinNodes,
  type ErrorData,
  type Issue,
  type JsonObject,
  type JsonValue,
  parseApp,
  type Result,
  validate,
} from '@skep/schema'
import { type DifyImport, exportDify, importDify } from '@skep/schema/dify'
import { parse } from 'yaml'

/** What importing one file did, to be held against what a list says. @internal */
export interface Observation {
  readonly text: string
  readonly result: Result<DifyImport>
  readonly milliseconds: number
  readonly grownMegabytes: number
  /** Calls of what reaches out of the thread, while the file was imported and checked. */
  readonly outsideCalls: readonly string[]
  readonly isClean: boolean
  readonly goodFileFollows: boolean
}

const GOOD = JSON.stringify({
  kind: 'app',
  version: '0.3.0',
  app: { name: 'good', mode: 'workflow' },
  workflow: {
    graph: {
      nodes: [
        { id: 's', position: { x: 0, y: 0 }, data: { type: 'start', title: 'S', variables: [] } },
        { id: 'e', position: { x: 300, y: 0 }, data: { type: 'end', title: 'E', outputs: [] } },
      ],
      edges: [{ source: 's', target: 'e' }],
    },
  },
})

const GLOBALS = Object.getOwnPropertyNames(globalThis).length
const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype] as const
const OWN = PROTOTYPES.map((prototype) => Object.getOwnPropertyNames(prototype).length)

/** Nothing was added to what all objects share, nor to the global object. @internal */
export function isClean(): boolean {
  return (
    PROTOTYPES.every((prototype, index) => Object.getOwnPropertyNames(prototype).length === OWN[index]) &&
    Object.getOwnPropertyNames(globalThis).length <= GLOBALS
  )
}

/** Watches `fetch` while something runs: an import has nothing to fetch. */
async function watched<T>(action: () => T | Promise<T>): Promise<readonly [T, readonly string[]]> {
  const calls: string[] = []
  const { fetch } = globalThis
  globalThis.fetch = async (input) => {
    calls.push(`fetch ${String(input instanceof Request ? input.url : input)}`)
    throw new TypeError('There is no network here.')
  }
  try {
    return [await action(), calls]
  } finally {
    globalThis.fetch = fetch
  }
}

/** @internal */
export async function observe(text: string, heapBytes: () => number): Promise<Observation> {
  importDify(GOOD)
  const before = heapBytes()
  const startedAt = performance.now()
  const [[result, milliseconds, after], outsideCalls] = await watched(() => {
    const read = importDify(text, { newId: () => 'app' })
    const took = performance.now() - startedAt
    const grown = heapBytes()
    // Selecting a node reads its definition and its issues, no more.
    if (read.ok) issuesOf(read.value.app)
    return [read, took, grown] as const
  })
  return {
    text,
    result,
    milliseconds,
    grownMegabytes: Math.max(0, after - before) / (1024 * 1024),
    outsideCalls,
    isClean: isClean(),
    goodFileFollows: importDify(GOOD).ok,
  }
}

/** @internal */
export function issuesOf(app: App): readonly Issue[] {
  return validate(app, { nodes: builtinNodes })
}

/** @internal */
export function isStorable(app: App): boolean {
  return parseApp(app).ok
}

/** Why the app cannot be run, or nothing. @internal */
export function refusalOf(app: App): ErrorData | undefined {
  const planned = plan(app, { nodes: builtinNodes, executors: builtinExecutors })
  return planned.ok ? undefined : planned.error
}

/** The tree of the file as another reader sees it, and the tree of its export with secrets. @internal */
export function treesOf(text: string, { app, secrets }: DifyImport): readonly [JsonValue, JsonValue] {
  const options = { schema: 'core', merge: false, logLevel: 'error' } as const
  return [parse(text, options), parse(exportDify(app, { includeSecrets: true, secrets }), options)]
}

/** The export that a person gets who did not ask for secrets. @internal */
export function bareExport({ app }: DifyImport): string {
  return exportDify(app)
}

/** What a run with a code port and nothing else did. @internal */
export async function runOnce(
  app: App,
  code: NonNullable<EnginePorts['code']>,
): Promise<{
  readonly events: readonly RunEvent[]
  readonly outsideCalls: readonly string[]
  readonly isClean: boolean
}> {
  const planned = plan(app, { nodes: builtinNodes, executors: builtinExecutors })
  if (!planned.ok) return { events: [], outsideCalls: [], isClean: isClean() }
  const inputs: JsonObject = {}
  const [events, outsideCalls] = await watched(async () => {
    const seen: RunEvent[] = []
    const ports = { clock: systemClock, random: systemRandom, code }
    for await (const event of run({ plan: planned.value, runId: 'hostile', inputs, ports })) seen.push(event)
    return seen
  })
  return { events, outsideCalls, isClean: isClean() }
}
