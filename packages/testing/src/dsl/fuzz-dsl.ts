import { builtinExecutors, plan } from '@skep/engine'
import { builtinNodes, ERROR_CODES, type JsonObject, parseApp, validate } from '@skep/schema'
import { exportDify, importDify } from '@skep/schema/dify'
import { parse, stringify } from 'yaml'
import { createRandom, type Random } from '../fuzz-engine/random.ts'
import { differences, listAt, objectAt } from './json.ts'
import { mutateTree, type Severity } from './mutate-tree.ts'
import { sampleTrees } from './sample-files.ts'

let trees: readonly JsonObject[] | undefined

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype] as const
const OWN = PROTOTYPES.map((prototype) => Object.getOwnPropertyNames(prototype).length)

/** Warnings after which the export differs, as they say. */
const REPAIRED: readonly string[] = ['POSITION_REPLACED', 'KEY_LEFT_OUT', 'NUMBER_ROUNDED']

/** Text that no writer wrote: pieces cut out, doubled and moved. */
function damageText(text: string, random: Random): string {
  const at = random.below(text.length)
  const length = 1 + random.below(40)
  const piece = text.slice(at, at + length)
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length)
    case 1:
      return text.slice(0, at) + piece + piece + text.slice(at + length)
    case 2:
      return (
        text.slice(0, at) +
        random.pick([
          '&a ',
          '*a ',
          '!!x ',
          '<<: ',
          ': ',
          '- ',
          '\t',
          '\u0000',
          '"',
          "'",
          '|\n',
          '\n---\n',
          '{',
          ']',
          '__proto__: ',
          '#',
        ]) +
        text.slice(at)
      )
    default:
      return text.slice(0, at)
  }
}

/** Nodes that one case is about; of a large file each seed takes others. */
const MAX_NODES = 5

/** The same file with a few of its nodes, so that many files can be tried. */
function thinOut(tree: JsonObject, random: Random): JsonObject {
  const workflow = objectAt(tree, 'workflow')
  const graph = objectAt(workflow, 'graph')
  const nodes = listAt(graph, 'nodes')
  if (nodes.length <= MAX_NODES) return tree
  const from = random.below(nodes.length - MAX_NODES)
  return {
    ...tree,
    workflow: { ...workflow, graph: { ...graph, nodes: nodes.slice(from, from + MAX_NODES) } },
  }
}

function checkOne(text: string, tree: JsonObject | undefined): readonly string[] {
  const imported = importDify(text, { newId: () => 'app' })
  if (!imported.ok) {
    const { code, message } = imported.error
    const isTyped = ERROR_CODES.includes(code) && code.startsWith('DSL_') && message.trim() !== ''
    return isTyped ? [] : [`refused without a code of its own: ${code} ${message}`]
  }
  const { app, report, secrets } = imported.value
  const stored = parseApp(app)
  if (!stored.ok) return [`the app is not valid: ${stored.error.message}`]
  // Neither may throw, whatever they say.
  validate(app, { nodes: builtinNodes })
  plan(app, { nodes: builtinNodes, executors: builtinExecutors })
  const written = exportDify(app, { includeSecrets: true, secrets })
  if (!tree || report.warnings.some(({ code }) => REPAIRED.includes(code))) return []
  return differences(parse(written, { schema: 'core', merge: false, logLevel: 'error' }), tree).map(
    (each) => `lost or changed: ${each}`,
  )
}

/**
 * Imports a file that was changed by the numbers of a seed: half of them as other versions of Dify might write it, the
 * others as nobody should. An import gives an app that is valid and exports what was read, or a code. Never throws.
 * @internal
 */
export async function fuzzDsl(seed: number): Promise<readonly string[]> {
  const random = createRandom(seed)
  trees ??= sampleTrees()
  const tree = trees[random.below(trees.length)] ?? {}
  const severity: Severity = random.chance(0.5) ? 'gently' : 'badly'
  try {
    const changed = mutateTree(thinOut(tree, random), random, severity)
    const text = stringify(changed, { schema: 'core', aliasDuplicateObjects: false, lineWidth: 0 })
    const isText = random.chance(0.3)
    const problems = isText ? checkOne(damageText(text, random), undefined) : checkOne(text, changed)
    const isClean = PROTOTYPES.every((each, index) => Object.getOwnPropertyNames(each).length === OWN[index])
    return isClean ? problems : [...problems, 'a prototype was changed']
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  }
}
