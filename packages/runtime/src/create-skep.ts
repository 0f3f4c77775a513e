import type { ModelSettings, ProviderConfig, SkepClient } from '@skep/client'
import type { HostLoader } from '@skep/knowledge'
import type { ExtractiveTexts, HostProviderOptions } from '@skep/models'
import { hasErrorCode, type JsonObject, SkepError } from '@skep/schema'
import { resolveAssets } from './assets.ts'
import { Connection } from './connection.ts'
import { createWorker } from './create-worker.ts'
import { describeLoader } from './host-loaders.ts'
import {
  type HostStores,
  type ModelTokenFunction,
  type ModerationFunction,
  nameHostFunctions,
} from './host-options.ts'
import type { HttpRelay } from './http/relay.ts'
import type { Host } from './link.ts'
import { startMainHost } from './main-host.ts'
import { createProxyClient } from './proxy-client.ts'
import type { ServeOptions } from './service/create-service.ts'
import type { RecordedRuns } from './service/run-recordings.ts'
import type { HostConnectors } from './sources/host-connectors.ts'
import { checkTools, type HostTool } from './tools/host-tool.ts'
import { describeTool } from './tools/host-tools.ts'
import type { HostOptions } from './wire.ts'
import { createModuleWorker, startWorkerHost } from './worker-host.ts'

/** @public */
export interface SkepOptions {
  /** Keeps tenants and users apart: all data of this client lives under this name. Default `default`. */
  readonly namespace?: string
  /** Where the engine runs. `auto` (default): a worker, or the page itself where no worker can start. */
  readonly host?: 'auto' | 'worker' | 'main'
  /** `memory` keeps nothing. Default `indexeddb`. */
  readonly storage?: 'indexeddb' | 'memory'
  /**
   * The worker's script, when a bundler or a policy needs it elsewhere: its address, or a function that makes it (a
   * worker entry of the host's own, which calls `serve({ providers, nodes })`).
   */
  readonly worker?: string | URL | (() => Worker)
  /**
   * What a worker entry of the host's own gives to `serve`, for runs without a worker (`host: 'main'`, and where no
   * worker can start), so that the same providers and nodes are there. A worker does not get it: it is functions.
   */
  readonly extensions?: ServeOptions
  /** Folder that holds the files of `@skep/runtime/dist/assets`. Default: where the bundler put them. */
  readonly assetsUrl?: string | URL
  /** Model connections that are always there, beside those that people save. Keys are named, not written here. */
  readonly providers?: readonly ProviderConfig[]
  /** Defaults, routes, fallback, budget and prices of models, under those that people save. */
  readonly modelSettings?: Partial<ModelSettings>
  /** Models that are functions of this page. */
  readonly models?: readonly HostProviderOptions[]
  /** The token for model connections of the type `remote`: the backend of this site. */
  readonly modelToken?: ModelTokenFunction
  /** Judges texts for apps whose moderation is the host's own. */
  readonly moderation?: ModerationFunction
  /** Tools that are functions of this page, for tool nodes and agents. */
  readonly tools?: readonly HostTool[]
  /** Readers of kinds of documents that are functions of this page. They come before Skep's own. */
  readonly loaders?: readonly HostLoader[]
  /** Sends the requests of http nodes instead of `fetch` in the worker, which is bound to the rules of browsers. */
  readonly http?: HttpRelay
  /** Document sources of this page, by name, for `knowledge.addSource`. */
  readonly connectors?: HostConnectors
  /** Stores that are functions of this page; missing ones are Skep's own in IndexedDB. */
  readonly stores?: HostStores
  /** What the extractive provider says, e.g. when nothing fits; for other languages. */
  readonly extractiveTexts?: Partial<ExtractiveTexts>
  /**
   * How many runs of each app are kept; the oldest go first, a few at a time, never those that go on or wait. Default
   * 1000.
   */
  readonly keptRuns?: number
  /**
   * Which runs are recorded, so that `runs.replay` can run them again: those of drafts (default), `all`, or `none`. The
   * last 50 of each app are kept. A recording holds what the run saw, e.g. texts of documents, and no secrets.
   */
  readonly recordedRuns?: RecordedRuns
}

/** A client with what only tests and tools need. @public */
export interface LocalSkepClient extends SkepClient {
  /** Ends the worker as a crash would; a new one starts. */
  killWorker(): void
}

interface Shared {
  readonly connection: Connection
  readonly fingerprint: string
  users: number
}

// One worker per namespace, however many clients a page makes: two would write over each other.
const shared = new Map<string, Shared>()
/** Workers that are writing their last words: the next one of their namespace waits for them. */
const ending = new Map<string, Promise<void>>()

/**
 * Starts Skep in this browser and hands out its client at once; calls wait until the worker is ready. When the start
 * fails for good, every call rejects with the cause and the status is `lost`; a client that is made after that starts
 * anew. Clients of one namespace share one worker, which ends with the last of them.
 * @throws `CALL_INVALID` when the namespace is open already with other options.
 * @example
 * const client = createSkep({ namespace: 'tenant-42' })
 * @public
 */
export function createSkep(options: SkepOptions = {}): LocalSkepClient {
  checkTools(options.tools ?? [])
  const functions = nameHostFunctions(options)
  const hostOptions = toHostOptions(options, [...functions.keys()])
  const { namespace } = hostOptions
  const fingerprint = JSON.stringify([
    hostOptions,
    options.host ?? 'auto',
    String(options.worker ?? ''),
    options.extensions !== undefined,
  ])
  let entry = shared.get(namespace)
  if (entry?.connection.status.state === 'lost') entry = undefined
  if (entry && entry.fingerprint !== fingerprint) {
    throw new SkepError(
      'CALL_INVALID',
      `The namespace ${namespace} is open already with other options. Close that client first.`,
      { namespace },
    )
  }
  if (!entry) {
    const start = async (): Promise<Host> => {
      await ending.get(namespace)
      return startHost(options)
    }
    entry = { connection: new Connection(start, hostOptions, functions), fingerprint, users: 0 }
    shared.set(namespace, entry)
  }
  const used = entry
  used.users++
  const client = createProxyClient(used.connection, () => {
    used.users--
    if (used.users > 0) return
    if (shared.get(namespace) === used) shared.delete(namespace)
    // With the one before, which may not have ended yet either.
    const end: Promise<void> = Promise.all([ending.get(namespace), used.connection.close()]).then(() => {
      if (ending.get(namespace) === end) ending.delete(namespace)
    })
    ending.set(namespace, end)
    return end
  })
  return { ...client, killWorker: () => used.connection.kill() }
}

async function startHost(options: SkepOptions): Promise<Host> {
  const preference = options.host ?? 'auto'
  if (preference === 'main') return startMainHost(options.extensions)
  try {
    const { worker } = options
    return await startWorkerHost(
      typeof worker === 'function' ? worker : worker ? () => createModuleWorker(worker) : createWorker,
    )
  } catch (error) {
    if (preference === 'worker' || !hasErrorCode(error)) throw error
    console.warn(`Skep runs in the page itself, because its worker could not start (${error.message}).`)
    return { ...(await startMainHost(options.extensions)), reason: error.code }
  }
}

function toHostOptions(options: SkepOptions, hostFunctions: readonly string[]): HostOptions {
  const namespace = options.namespace ?? 'default'
  // Ids of tenants come in many forms (`auth0|42`, `a+b@c.org`, other scripts): only what cannot be seen is refused.
  if (!/^[^\p{Cc}\p{Cs}]{1,200}$/u.test(namespace)) {
    throw new SkepError(
      'CALL_INVALID',
      'A namespace is a text of 1 to 200 characters without control characters.',
      { namespace },
    )
  }
  return {
    namespace,
    storage: options.storage ?? 'indexeddb',
    ...resolveAssets(options.assetsUrl),
    providers: (options.providers ?? []) as unknown as readonly JsonObject[], // ProviderConfig is plain JSON
    ...(options.modelSettings ? { modelSettings: options.modelSettings as unknown as JsonObject } : {}), // plain JSON
    hostFunctions,
    hostModels: (options.models ?? []).map(({ id }) => id),
    hostTools: (options.tools ?? []).map(describeTool),
    hostLoaders: (options.loaders ?? []).map(describeLoader),
    hostConnectors: Object.keys(options.connectors ?? {}),
    ...(options.extractiveTexts === undefined ? {} : { extractiveTexts: options.extractiveTexts }),
    ...(options.recordedRuns === undefined ? {} : { recordedRuns: options.recordedRuns }),
    ...(options.keptRuns === undefined ? {} : { keptRuns: checkKeptRuns(options.keptRuns) }),
  }
}

function checkKeptRuns(keptRuns: number): number {
  if (Number.isSafeInteger(keptRuns) && keptRuns >= 1) return keptRuns
  throw new SkepError('CALL_INVALID', 'keptRuns is a whole number from 1 up.', { keptRuns })
}
