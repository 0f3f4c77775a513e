import type { AppNode, DefaultValue } from '../app.ts'
import type { Environment, VariableUse } from '../define-node.ts'
import type { Issue } from '../issues.ts'
import type { ValueType } from '../values.ts'
import { configOf, containersOf, type GraphIndex, isUpstream } from './graph.ts'
import { outputsOf, resolveSelector } from './variables.ts'

type Found = Omit<Issue, 'nodeId' | 'params'> & { readonly params?: Issue['params'] }

function fits(type: ValueType, wanted: readonly string[]): boolean {
  if (type === 'any' || wanted.includes(type) || wanted.includes('any')) return true
  if (type === 'secret') return wanted.includes('string')
  if (type === 'array[any]') return wanted.some((each) => each.startsWith('array'))
  return type.startsWith('array[') && wanted.includes('array[any]')
}

function checkUse(
  graph: GraphIndex,
  reader: string,
  use: VariableUse,
  isReadable: (id: string) => boolean,
): Found | undefined {
  const { selector, path, types, optional, ignoresOtherTypes } = use
  const severity = optional ? 'warning' : 'error'
  const [first = ''] = selector
  const params = { selector: [...selector] }
  if (selector.length === 0) return { code: 'FIELD_REQUIRED', severity: 'error', path }
  const resolved = resolveSelector(graph, selector, reader)
  const node = graph.nodes.get(first)
  if (node && selector.length > 1 && !isReadable(first)) {
    return { code: 'VARIABLE_NOT_UPSTREAM', severity, path, params: { ...params, title: node.title } }
  }
  if (resolved.status === 'missing') return { code: 'VARIABLE_MISSING', severity, path, params }
  if (resolved.status === 'found' && types && !fits(resolved.type, types)) {
    return {
      code: 'VARIABLE_TYPE',
      severity: ignoresOtherTypes ? 'warning' : severity,
      path,
      params: { ...params, type: resolved.type, wanted: [...types] },
    }
  }
  return undefined
}

function checkVariables(
  graph: GraphIndex,
  node: AppNode,
  uses: readonly VariableUse[],
  containers: ReadonlySet<string>,
): readonly Found[] {
  const isReadable = (id: string): boolean =>
    id !== node.id && (containers.has(id) || isUpstream(graph, id, node.id))
  return uses.flatMap((use) => checkUse(graph, node.id, use, isReadable) ?? [])
}

/** What a container reads from inside its rounds: its children, and what it keeps for them. */
function checkInside(
  graph: GraphIndex,
  node: AppNode,
  uses: readonly VariableUse[],
  containers: ReadonlySet<string>,
): readonly Found[] {
  const children = graph.children.get(node.id) ?? []
  const inside = new Set(children.map(({ id }) => id))
  const isReadable = (id: string): boolean =>
    id === node.id || inside.has(id) || containers.has(id) || isUpstream(graph, id, node.id)
  return uses.flatMap((use) => checkUse(graph, children[0]?.id ?? node.id, use, isReadable) ?? [])
}

function checkDefaults(graph: GraphIndex, node: AppNode): readonly Found[] {
  const strategy = node.errorStrategy
  if (strategy?.type !== 'default-value') return []
  const names = outputsOf(graph, node)?.map((field) => field.name)
  return strategy.values.flatMap((value, index): Found[] => {
    const { key, type } = value
    const isNamed = !names || names.includes(key)
    if (isNamed && isReadable(value)) return []
    const path = ['errorStrategy', 'values', index, isNamed ? 'value' : 'key']
    const params = isNamed ? { key, type } : { key }
    return [{ code: 'FIELD_INVALID', severity: 'warning', path, params }]
  })
}

/** Whether a text that stands for a default of another type can be one. */
function isReadable({ type, value }: DefaultValue): boolean {
  if (typeof value !== 'string' || ['string', 'secret', 'any'].includes(type)) return true
  if (type === 'number') return value.trim() !== '' && Number.isFinite(Number(value))
  try {
    const read: unknown = JSON.parse(value)
    return read === null || Array.isArray(read) === type.startsWith('array')
  } catch {
    return false
  }
}

/** Everything that can be wrong inside one node. @internal */
function findProblems(graph: GraphIndex, node: AppNode, environment: Environment): readonly Found[] {
  const definition = graph.definitions.get(node.type)
  if (!definition) {
    // Inner starts carry nothing to run; their container is the one that is unknown.
    return [{ code: 'NODE_TYPE_UNKNOWN', severity: 'error', path: [], params: { type: node.type } }]
  }
  const misplaced: readonly Found[] =
    definition.modes && !definition.modes.includes(graph.app.mode)
      ? [{ code: 'NODE_TYPE_NOT_IN_MODE', severity: 'error', path: [], params: { mode: graph.app.mode } }]
      : []
  if ((node.configVersion ?? 1) > definition.version) {
    const params = { configVersion: node.configVersion ?? 1, supported: definition.version }
    return [...misplaced, { code: 'CONFIG_INVALID', severity: 'error', path: [], params }]
  }
  const config = configOf(graph, node)
  if (!config?.success) {
    const wrong = config?.error.issues.map(
      (issue): Found => ({
        code: 'CONFIG_INVALID',
        severity: 'error',
        path: issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
        params: { reason: issue.message },
      }),
    )
    return [...misplaced, ...(wrong ?? [])]
  }
  const containers = new Set(containersOf(graph, node.id).map((each) => each.id))
  return [
    ...misplaced,
    ...(definition.check?.(config.data, { node, environment }) ?? []).map(
      (problem): Found => ({ severity: 'error', ...problem }),
    ),
    ...checkVariables(graph, node, definition.uses(config.data), containers),
    ...checkInside(graph, node, definition.container?.reads?.(config.data) ?? [], containers),
    ...checkDefaults(graph, node),
  ]
}

/** A node that no run can come to does no harm, so its errors are warnings. @internal */
export function checkNode(graph: GraphIndex, node: AppNode, environment: Environment): readonly Issue[] {
  const isReachable = graph.reachable.has(node.id)
  return findProblems(graph, node, environment).map(({ code, severity, path, params = {} }) => ({
    code,
    severity: isReachable ? severity : 'warning',
    nodeId: node.id,
    path,
    params,
  }))
}
