import type { App, JsonObject, JsonValue } from '@skep/schema'
import { type DifyImport, exportDify, exportDifyGraph, importDify, importDifyGraph } from '@skep/schema/dify'
import { parse } from 'yaml'
import { factsOfFile, orderFact } from './file-facts.ts'
import { differences, isObject } from './json.ts'

/** Keys of an index that name the file, and say nothing about what is in it. */
const NAMES: readonly string[] = ['file', 'original_name']

interface Exported {
  readonly tree: JsonObject
  readonly text: string
  readonly app: App
}

/** Reads with another reader than the one that is put to the test. What it cannot read holds nothing. */
function parseTree(text: string): JsonObject {
  try {
    const tree: JsonValue = parse(text, {
      schema: 'core',
      merge: false,
      maxAliasCount: 1_000,
      logLevel: 'error',
    })
    return isObject(tree) ? tree : {}
  } catch {
    // Said by the import, with its own code.
    return {}
  }
}

/** Some tools keep bare graphs, `{nodes, edges}`. */
function isGraph(tree: JsonObject): boolean {
  return Array.isArray(tree.nodes) && !Object.hasOwn(tree, 'app')
}

function importAndExport(text: string, isBare: boolean): Exported | string {
  const options = { newId: () => 'app' }
  const imported = isBare ? importDifyGraph(text, options) : importDify(text, options)
  if (!imported.ok) return `the import failed: ${imported.error.code} ${imported.error.message}`
  const { app, secrets }: DifyImport = imported.value
  const withSecrets = { includeSecrets: true, secrets }
  const written = isBare ? exportDifyGraph(app, withSecrets) : exportDify(app, withSecrets)
  return { tree: parseTree(written), text: written, app }
}

/** The exporter may write a version of its own, if it is no older. */
function withVersionOf(tree: JsonObject, other: JsonObject): JsonObject {
  return typeof tree.version === 'string' && typeof other.version === 'string' && tree.version > other.version
    ? { ...tree, version: other.version }
    : tree
}

function checkIndex(tree: JsonObject, entry: JsonObject): readonly string[] {
  const facts = factsOfFile(tree)
  return Object.entries(entry).flatMap(([key, expected]) => {
    if (NAMES.includes(key)) return []
    if (!Object.hasOwn(facts, key)) return [`index: "${key}" is not checked by this command`]
    return differences(facts[key], orderFact(key, expected), `index.${key}`)
  })
}

/** What the app itself says of the file, beside what rides along in it. */
function checkApp(
  { graph, environmentVariables, conversationVariables }: App,
  tree: JsonObject,
): readonly string[] {
  const facts = factsOfFile(tree)
  const own = {
    nodes: graph.nodes.length,
    edges: graph.edges.length,
    environment_variables: environmentVariables.filter((each) => each.foreign?.inline !== true).length,
    conversation_variables: conversationVariables.length,
  }
  return Object.entries(own).flatMap(([key, got]) => differences(got, facts[key], `app.${key}`))
}

/**
 * Imports a file, exports it with its secrets, and does it again: nothing may be lost. `entry` is what an index says
 * of the file; a key of it that is not checked is a problem.
 * @internal
 */
export function checkRoundTrip(text: string, entry: JsonObject = {}): readonly string[] {
  const original = parseTree(text)
  const isBare = isGraph(original)
  const first = importAndExport(text, isBare)
  if (typeof first === 'string') return [first]
  const second = importAndExport(first.text, isBare)
  if (typeof second === 'string') return [`after an export ${second}`]
  return [
    ...differences(withVersionOf(first.tree, original), original),
    ...differences(withVersionOf(second.tree, original), original).map((each) => `the second time ${each}`),
    ...checkApp(first.app, isBare ? { workflow: { graph: original } } : original),
    ...checkIndex(first.tree, entry),
  ]
}
