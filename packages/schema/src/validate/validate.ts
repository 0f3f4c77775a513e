import { type App, NOTE_TYPE } from '../app.ts'
import { compileAssistant } from '../assistant/compile-assistant.ts'
import type { Environment } from '../define-node.ts'
import type { Issue } from '../issues.ts'
import { endNode } from '../nodes/end.ts'
import { isVariableName } from '../nodes/fields.ts'
import { checkContainers } from './check-containers.ts'
import { checkCycles } from './check-cycles.ts'
import { checkFeatures } from './check-features.ts'
import { checkNode } from './check-node.ts'
import { checkConnections, checkEdges, checkEnds } from './check-structure.ts'
import { type GraphIndex, indexGraph } from './graph.ts'
import { outputsOf } from './variables.ts'

function checkVariableNames(
  key: 'environmentVariables' | 'conversationVariables',
  names: readonly string[],
): readonly Issue[] {
  const seen = new Set<string>()
  return names.flatMap((name, index): Issue[] => {
    const isRepeated = seen.has(name)
    seen.add(name)
    const code = isVariableName(name) ? (isRepeated ? 'NAME_DUPLICATE' : undefined) : 'NAME_INVALID'
    return code ? [{ code, severity: 'error', path: [key, index, 'name'], params: { name } }] : []
  })
}

/** Several ends may give the same output, but it should be of one type whichever ran. */
function checkEndOutputs(graph: GraphIndex): readonly Issue[] {
  const types = new Map<string, string>()
  return [...graph.nodes.values()].flatMap((node) => {
    if (node.type !== endNode.type) return []
    return (outputsOf(graph, node) ?? []).flatMap(({ name, type }, index): Issue[] => {
      const other = types.get(name)
      if (type !== 'any' && other === undefined) types.set(name, type)
      if (other === undefined || type === 'any' || other === type) return []
      const path = ['outputs', index, 'variable']
      return [
        { code: 'NAME_DUPLICATE', severity: 'warning', nodeId: node.id, path, params: { name, type, other } },
      ]
    })
  })
}

/**
 * Finds everything wrong with an app in an environment: structure, configuration, variables, models, knowledge.
 * An app without a graph is checked as the graph that it becomes (`compileAssistant`).
 * An error stands in the way of running and publishing, a warning does not. Problems of nodes that no run can
 * reach are warnings. `path` is inside the node's config, or inside the app where there is no node.
 * Never throws and never runs anything; a check of a host's own node type may.
 * @public
 */
export function validate(source: App, environment: Environment): readonly Issue[] {
  const app = compileAssistant(source)
  const graph = indexGraph(app, environment.nodes)
  return [
    ...checkEnds(graph),
    ...checkConnections(graph),
    ...checkEdges(graph),
    ...checkCycles(graph),
    ...checkContainers(graph),
    ...app.graph.nodes.flatMap((node) =>
      node.type === NOTE_TYPE || graph.nodes.get(node.id) !== node ? [] : checkNode(graph, node, environment),
    ),
    ...checkEndOutputs(graph),
    ...checkVariableNames(
      'environmentVariables',
      app.environmentVariables.map((each) => each.name),
    ),
    ...checkVariableNames(
      'conversationVariables',
      app.conversationVariables.map((each) => each.name),
    ),
    ...checkFeatures(app, environment),
  ]
}
