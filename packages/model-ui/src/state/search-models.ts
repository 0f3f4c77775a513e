import type { ModelCapability, ModelInfo, ModelKind } from '@skep/client'
import { type BuiltInNames, connectionName, type ModelDirectory } from './directory.ts'

/** What a picker narrows its list by. @internal */
export type ModelFilter = 'tools' | 'vision' | 'json' | 'reasoning' | 'local'

/** @internal */
export const MODEL_FILTERS: readonly ModelFilter[] = ['tools', 'vision', 'json', 'reasoning', 'local']

/** The models of one connection, in the order of the client. @internal */
export interface ModelGroup {
  readonly provider: string
  readonly name: string
  readonly models: readonly ModelInfo[]
}

const CAPABILITIES: Readonly<Record<Exclude<ModelFilter, 'local'>, readonly ModelCapability[]>> = {
  tools: ['tools'],
  vision: ['vision'],
  json: ['json', 'json-schema'],
  reasoning: ['reasoning'],
}

/** Whether a model has what is asked for. @internal */
export function passesFilter(model: ModelInfo, filter: ModelFilter): boolean {
  if (filter === 'local') return model.location === 'local'
  return CAPABILITIES[filter].some((capability) => model.capabilities.includes(capability))
}

/** Those whose name, connection or description has every word of the query, by connection. @internal */
export function searchModels(
  directory: ModelDirectory,
  {
    kind,
    query,
    filters,
    names,
  }: {
    readonly kind: ModelKind | undefined
    readonly query: string
    readonly filters: ReadonlySet<ModelFilter>
    readonly names: BuiltInNames
  },
): readonly ModelGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const groups = new Map<string, { name: string; models: ModelInfo[] }>()
  for (const model of directory.models) {
    if (kind !== undefined && model.kind !== kind) continue
    if (![...filters].every((filter) => passesFilter(model, filter))) continue
    const known = groups.get(model.provider)
    const name = known?.name ?? connectionName(model.provider, directory, names)
    const text = `${model.label} ${model.model} ${name} ${model.description ?? ''}`.toLowerCase()
    if (!words.every((word) => text.includes(word))) continue
    if (known) known.models.push(model)
    else groups.set(model.provider, { name, models: [model] })
  }
  return [...groups].map(([provider, group]) => ({ provider, ...group }))
}
