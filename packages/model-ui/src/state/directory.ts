import type { ModelInfo, ModelsApi, ProviderConfig, ProviderPreset } from '@skep/client'

/** Everything that is known of the models here: what a picker shows. @internal */
export interface ModelDirectory {
  readonly models: readonly ModelInfo[]
  readonly connections: readonly ProviderConfig[]
  readonly presets: readonly ProviderPreset[]
  /** Connections that need a key and have none. */
  readonly lackKey: ReadonlySet<string>
  /** Connections whose key is stored. */
  readonly haveKey: ReadonlySet<string>
}

/** Where a model runs: inside this page, on a server of the user's own, elsewhere. @internal */
export type ModelPlace = 'browser' | 'own' | 'remote'

/** Whether a model can be asked now, and if not, what is missing. @internal */
export type ModelState =
  | { readonly status: 'ready' }
  | { readonly status: 'needs-key' }
  | { readonly status: 'needs-download'; readonly sizeBytes: number | undefined }
  | { readonly status: 'unavailable'; readonly reason: string }

/** @internal */
export async function loadDirectory(api: ModelsApi): Promise<ModelDirectory> {
  // A client may offer models and keep its connections to itself: then the models alone are shown.
  const optional = <T>(promise: Promise<readonly T[]>): Promise<readonly T[]> => promise.catch(() => [])
  const [models, connections, presets] = await Promise.all([
    api.list(),
    optional(api.providers()),
    optional(api.presets()),
  ])
  const needing = connections.filter((connection) => needsKey(connection, presets))
  const has = await Promise.all(needing.map(({ id }) => api.hasKey(id).catch(() => true))) // unknown is no reason to warn
  return {
    models,
    connections,
    presets,
    lackKey: new Set(needing.filter((_, index) => !has[index]).map(({ id }) => id)),
    haveKey: new Set(needing.filter((_, index) => has[index]).map(({ id }) => id)),
  }
}

/** @internal */
export function presetOf(
  { preset, type }: ProviderConfig,
  presets: readonly ProviderPreset[],
): ProviderPreset | undefined {
  if (preset !== undefined) return presets.find(({ id }) => id === preset)
  const ofType = presets.filter((one) => one.type === type)
  return ofType.length === 1 ? ofType[0] : undefined
}

function needsKey(connection: ProviderConfig, presets: readonly ProviderPreset[]): boolean {
  return connection.secretName !== undefined || presetOf(connection, presets)?.key === 'needed'
}

/** @internal */
export function stateOf(model: ModelInfo, { lackKey }: Pick<ModelDirectory, 'lackKey'>): ModelState {
  if (model.unavailable !== undefined) return { status: 'unavailable', reason: model.unavailable }
  if (lackKey.has(model.provider)) return { status: 'needs-key' }
  if (model.isDownloaded === false || (model.downloadBytes !== undefined && !model.isDownloaded)) {
    return { status: 'needs-download', sizeBytes: model.downloadBytes }
  }
  return { status: 'ready' }
}

const SERVER_TYPES: readonly string[] = ['openai', 'remote']

/** @internal */
export function placeOf(model: ModelInfo, { connections }: Pick<ModelDirectory, 'connections'>): ModelPlace {
  if (model.location === 'remote') return 'remote'
  const type = connections.find(({ id }) => id === model.provider)?.type
  return type !== undefined && SERVER_TYPES.includes(type) ? 'own' : 'browser'
}

/** The name of a connection as people know it; `names` are for those that nobody set up. @internal */
export function connectionName(
  id: string,
  { connections, presets }: Pick<ModelDirectory, 'connections' | 'presets'>,
  names: BuiltInNames,
): string {
  const connection = connections.find((one) => one.id === id)
  if (connection) return connection.label || (presetOf(connection, presets)?.label ?? id)
  return id === 'extractive' || id === 'auto' ? names[id] : id
}

/** What is always there, and the routes of the settings. @internal */
export interface BuiltInNames {
  readonly extractive: string
  readonly auto: string
}
