import type {
  AnnotationStore,
  AppStore,
  ConversationStore,
  FileStore,
  ModerationRequest,
  ModerationVerdict,
  OpenRunStore,
  RecordingStore,
  RunStore,
  SecretStore,
  VersionStore,
} from '@skep/engine'
import type { HostLoader, KnowledgeStore } from '@skep/knowledge'
import type { HostProviderOptions, ModelPart, ModelRequest } from '@skep/models'
import type { HostFunction } from './host-functions.ts'
import { loaderFunction, loaderFunctionName } from './host-loaders.ts'
import { HTTP_RELAY, type HttpRelay, relayFunction } from './http/relay.ts'
import { connectorFunctions, type HostConnectors } from './sources/host-connectors.ts'
import type { HostTool } from './tools/host-tool.ts'
import { toolFunction, toolFunctionName } from './tools/host-tools.ts'

/** Stores of the host's own. Each is called with plain data and answers with plain data. @public */
export interface HostStores {
  readonly apps?: AppStore
  readonly versions?: VersionStore
  readonly runs?: RunStore
  /** What runs that have not ended need to go on. */
  readonly openRuns?: OpenRunStore
  /** What came into runs, for their replay. */
  readonly recordings?: RecordingStore
  readonly conversations?: ConversationStore
  readonly annotations?: AnnotationStore
  readonly files?: FileStore
  readonly knowledge?: KnowledgeStore
  readonly secrets?: SecretStore
}

/**
 * Judges texts of apps whose moderation is set to the host's own. It has 15 seconds; one that fails lets the text pass,
 * unless the app says that its moderation must not fail.
 * @public
 */
export type ModerationFunction = (
  request: ModerationRequest,
) => ModerationVerdict | Promise<ModerationVerdict>

/** The name by which the worker calls it. @internal */
export const MODERATION = 'moderation'

/**
 * What the host's own backend knows the visitor by, for a connection of the type `remote`. Asked for at every call, so it
 * may change; nothing keeps it. Undefined: the connection's own key, if it has one.
 * @public
 */
export type ModelTokenFunction = (connection: string) => string | undefined | Promise<string | undefined>

/** The name by which the worker calls it. @internal */
export const MODEL_TOKEN = 'modelToken'

type Methods<Store> = readonly (keyof Store & string)[]

const STORE_METHODS: { readonly [S in keyof Required<HostStores>]: Methods<Required<HostStores>[S]> } = {
  apps: ['list', 'get', 'save', 'remove'],
  versions: ['list', 'add', 'removeAll'],
  runs: ['put', 'get', 'list', 'appendEvents', 'events', 'remove'],
  openRuns: ['list', 'get', 'put', 'remove'],
  recordings: ['list', 'get', 'put', 'remove'],
  conversations: ['list', 'get', 'put', 'remove', 'messages', 'putMessage', 'variables', 'saveVariables'],
  annotations: ['list', 'put', 'remove', 'removeAll'],
  files: ['put', 'get', 'read', 'remove'],
  secrets: ['list', 'get', 'set', 'remove'],
  knowledge: [
    'bases',
    'base',
    'putBase',
    'removeBase',
    'documents',
    'document',
    'putDocument',
    'removeDocument',
    'unfinished',
    'putBytes',
    'bytes',
    'text',
    'putBatch',
    'stagedBatch',
    'clearStaged',
    'putCheckpoint',
    'checkpoint',
    'dropCheckpoint',
    'commitDocument',
    'batches',
    'chunks',
    'chunksById',
    'terms',
    'activeGeneration',
    'generation',
    'putGeneration',
    'putVectors',
    'codes',
    'floats',
    'compact',
    'activateGeneration',
    'removeGeneration',
    'recordRetrievals',
    'queries',
  ],
}

/** @internal */
export const STORE_NAMES: readonly (keyof HostStores)[] = Object.keys(STORE_METHODS) as (keyof HostStores)[] // its own keys

/** @internal */
export function storeMethods(store: keyof HostStores): readonly string[] {
  return STORE_METHODS[store]
}

/** The host's functions under the names by which the worker calls them: `stores.apps.get`, `models.house`. @internal */
export function nameHostFunctions(options: {
  readonly stores?: HostStores
  readonly models?: readonly HostProviderOptions[]
  readonly moderation?: ModerationFunction
  readonly modelToken?: ModelTokenFunction
  readonly http?: HttpRelay
  readonly tools?: readonly HostTool[]
  readonly loaders?: readonly HostLoader[]
  readonly connectors?: HostConnectors
}): ReadonlyMap<string, HostFunction> {
  const functions = new Map<string, HostFunction>()
  for (const store of STORE_NAMES) {
    const given = options.stores?.[store]
    if (!given) continue
    for (const method of STORE_METHODS[store]) {
      const work = (given as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[method] // in STORE_METHODS
      functions.set(`stores.${store}.${method}`, { call: (...args) => work?.apply(given, [...args]) })
    }
  }
  const { moderation } = options
  if (moderation) {
    functions.set(MODERATION, { call: (request) => moderation(request as ModerationRequest) }) // sent by our own worker
  }
  const { modelToken } = options
  if (modelToken) functions.set(MODEL_TOKEN, { call: (connection) => modelToken(String(connection)) })
  if (options.http) functions.set(HTTP_RELAY, relayFunction(options.http))
  for (const loader of options.loaders ?? [])
    functions.set(loaderFunctionName(loader), loaderFunction(loader))
  for (const [name, work] of connectorFunctions(options.connectors ?? {})) functions.set(name, work)
  for (const tool of options.tools ?? []) functions.set(toolFunctionName(tool), toolFunction(tool))
  for (const provider of options.models ?? []) {
    functions.set(`models.${provider.id}.list`, { call: () => provider.models })
    functions.set(`models.${provider.id}`, {
      stream: ([request], signal) => chatOf(provider, request, signal),
    })
  }
  return functions
}

async function* chatOf(
  provider: HostProviderOptions,
  request: unknown,
  signal: AbortSignal,
): AsyncGenerator<ModelPart | string> {
  const answer = provider.chat(request as ModelRequest, { signal }) // sent by our own worker
  if (Symbol.asyncIterator in answer) yield* answer
  else yield await answer
}
