import { APP_SCHEMA_VERSION, type App, type AppNode } from './app.ts'
import type { NodeDefinition } from './define-node.ts'
import type { Result } from './errors.ts'
import { isPlainObject, type JsonObject } from './json.ts'

/** Raises an app of version n-1 to n. One entry per version since 2; none is ever removed. */
const APP_MIGRATIONS: Readonly<Record<number, (old: JsonObject) => JsonObject>> = {}

/**
 * Raises an app of any older schema version to the current one. The result still has to be parsed.
 * Fails with `APP_TOO_NEW` when a newer release wrote it, `APP_INVALID` when it has no version.
 * @public
 */
export function migrateApp(input: unknown): Result<unknown> {
  const version = isPlainObject(input) ? input.schemaVersion : undefined
  if (!isPlainObject(input) || typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return {
      ok: false,
      error: {
        code: 'APP_INVALID',
        message: 'This is not a Skep app: it names no schema version.',
        data: { path: ['schemaVersion'] },
      },
    }
  }
  if (version > APP_SCHEMA_VERSION) {
    return {
      ok: false,
      error: {
        code: 'APP_TOO_NEW',
        message: `This app was saved by a newer release (schema ${version}; this one reads up to ${APP_SCHEMA_VERSION}). Update to open it.`,
        data: { schemaVersion: version, supported: APP_SCHEMA_VERSION },
      },
    }
  }
  // Checked JSON by now: parseApp looks at every value before it migrates.
  let app = input as JsonObject
  for (let next = version + 1; next <= APP_SCHEMA_VERSION; next += 1) {
    app = { ...(APP_MIGRATIONS[next]?.(app) ?? app), schemaVersion: next }
  }
  return { ok: true, value: app }
}

function migrateNode(node: AppNode, definition: NodeDefinition): AppNode {
  const from = node.configVersion ?? 1
  if (from >= definition.version) return node
  let config = node.config
  for (let next = from + 1; next <= definition.version; next += 1) {
    config = definition.migrations?.[next]?.(config) ?? config
  }
  return { ...node, config, configVersion: definition.version }
}

/**
 * Raises each node's config to the version of its type. Types that are unknown here, and configs written by a
 * newer version, stay as they are. Gives back the same app when there was nothing to do.
 * @public
 */
export function migrateNodes(app: App, definitions: readonly NodeDefinition[]): App {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]))
  let isChanged = false
  const nodes = app.graph.nodes.map((node) => {
    const definition = byType.get(node.type)
    const next = definition ? migrateNode(node, definition) : node
    isChanged ||= next !== node
    return next
  })
  return isChanged ? { ...app, graph: { ...app.graph, nodes } } : app
}
