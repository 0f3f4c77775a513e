import { isPlainObject, type JsonObject, type JsonValue } from '../json.ts'
import { modelProvidersOf, needsOf, pluginOf, strategyPluginOf } from './needs.ts'
import type { ImportedPlugin } from './report.ts'

/** A node's type here and its data in the file. @internal */
export interface PluginUser {
  readonly id: string
  readonly type: string
  readonly data: JsonObject
}

interface Found {
  use: ImportedPlugin['use']
  identifier?: string
  readonly nodeIds: Set<string>
}

/** `org/name:1.0@sha` and a list of fields under which the kinds of dependencies keep it. */
function identifierOf(item: JsonValue): string | undefined {
  const value = isPlainObject(item) && isPlainObject(item.value) ? item.value : {}
  const keys = [
    'marketplace_plugin_unique_identifier',
    'github_plugin_unique_identifier',
    'plugin_unique_identifier',
  ]
  return keys.map((key) => value[key]).find((each): each is string => typeof each === 'string' && each !== '')
}

/**
 * The plugins behind a file: those it depends on, and those its nodes were made with, which older files do not list.
 * @internal
 */
export function findPlugins(
  dependencies: JsonValue | undefined,
  users: readonly PluginUser[],
): readonly ImportedPlugin[] {
  const plugins = new Map<string, Found>()
  const found = (id: string): Found => {
    const known = plugins.get(id)
    if (known) return known
    const added: Found = { use: 'other', nodeIds: new Set() }
    plugins.set(id, added)
    return added
  }
  for (const item of Array.isArray(dependencies) ? dependencies : []) {
    const identifier = identifierOf(item)
    if (identifier) found(identifier.split(/[:@]/)[0] ?? identifier).identifier = identifier
  }
  const use = (id: string, as: 'models' | 'tools', nodeId: string): void => {
    const plugin = found(id)
    // A plugin with models and tools is needed for the tools.
    if (plugin.use !== 'tools') plugin.use = as
    plugin.nodeIds.add(nodeId)
  }
  for (const { id, type, data } of users) {
    for (const provider of modelProvidersOf(data)) use(pluginOf(provider), 'models', id)
    for (const need of needsOf(type, data)) if (need.kind === 'plugin') use(need.id, 'tools', id)
    const strategy = strategyPluginOf(data)
    if (strategy !== undefined) use(strategy, 'tools', id)
  }
  return [...plugins].map(([id, { identifier, nodeIds, use: as }]) => ({
    id,
    use: as,
    ...(identifier === undefined ? {} : { identifier }),
    nodeIds: [...nodeIds],
  }))
}
