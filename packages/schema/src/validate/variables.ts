import type { App, AppNode } from '../app.ts'
import { compileAssistant } from '../assistant/compile-assistant.ts'
import type { NodeDefinition, OutputContext } from '../define-node.ts'
import { FILE_FIELDS } from '../nodes/fields.ts'
import type { Selector } from '../selectors.ts'
import { systemVariables } from '../system-variables.ts'
import type { OutputField, ValueType } from '../values.ts'
import { configOf, containersOf, type GraphIndex, indexGraph, upstreamNodes } from './graph.ts'

/** The variables of one place, as a picker groups them. @public */
export interface VariableGroup {
  readonly kind: 'node' | 'container' | 'conversation' | 'env' | 'sys'
  /** The first part of a selector: a node id, or the scope. */
  readonly id: string
  /** The node's title; for a scope its name, which the interface translates. */
  readonly title: string
  readonly nodeType?: string
  readonly fields: readonly OutputField[]
  /** The type of this node is not known here, so it may have variables that are not listed. */
  readonly isOpen?: true
}

/** What a selector leads to. `open`: a node of an unknown type, which may well have it. @internal */
export type Resolved =
  | { readonly status: 'found'; readonly type: ValueType }
  | { readonly status: 'open' }
  | { readonly status: 'missing' }

function withFileFields(field: OutputField): OutputField {
  return field.type === 'file' && !field.fields ? { ...field, fields: FILE_FIELDS } : field
}

/** Types that hang on one another farther than this are `any`. */
const MAX_CHAIN = 200

/** What a node's type may ask. Each variable is seen as from that node, so that a container shows its inside there. */
function contextOf(graph: GraphIndex, node: AppNode): OutputContext {
  return {
    typeOf: (selector) => {
      const resolved = resolveSelector(graph, selector, node.id)
      return resolved.status === 'found' ? resolved.type : undefined
    },
  }
}

/**
 * Finds the fields of a node once. A chain of nodes that take their type from one another may close on itself in a
 * draft: who asks for what is being found out gets nothing.
 */
function once(
  { known: { outputs, open } }: GraphIndex,
  key: string,
  find: () => readonly OutputField[] | undefined,
): readonly OutputField[] | undefined {
  if (outputs.has(key)) return outputs.get(key)
  if (open.has(key) || open.size > MAX_CHAIN) return undefined
  open.add(key)
  try {
    const fields = find()
    outputs.set(key, fields)
    return fields
  } finally {
    open.delete(key)
  }
}

/** The outputs of a node, or undefined where its type is unknown or its config wrong. @internal */
export function outputsOf(graph: GraphIndex, node: AppNode): readonly OutputField[] | undefined {
  return once(graph, `outputs ${node.id}`, () => {
    const definition = graph.definitions.get(node.type)
    const config = configOf(graph, node)
    if (!definition || !config?.success) return undefined
    const outputs = definition.outputs(config.data, contextOf(graph, node))
    const names = new Set(outputs.map((each) => each.name))
    const onError: readonly OutputField[] =
      node.errorStrategy && node.errorStrategy.type !== 'none'
        ? [
            { name: 'error_message', type: 'string' },
            { name: 'error_type', type: 'string' },
          ]
        : []
    return [...outputs, ...onError.filter((each) => !names.has(each.name))].map(withFileFields)
  })
}

/** What nodes inside a container see of it, or undefined where its type is unknown or its config wrong. */
function containerFields(graph: GraphIndex, node: AppNode): readonly OutputField[] | undefined {
  // What a container shows its inside does not depend on what its inside gives it.
  return once(graph, `inside ${node.id}`, () => {
    const definition = graph.definitions.get(node.type)
    const config = configOf(graph, node)
    if (!definition?.container || !config?.success) return undefined
    return definition.container.variables(config.data, contextOf(graph, node)).map(withFileFields)
  })
}

function scopeFields(app: App, scope: string): readonly OutputField[] | undefined {
  switch (scope) {
    case 'sys':
      return systemVariables(app.mode)
    case 'env':
      return app.environmentVariables.map(({ name, type, description }) => ({
        name,
        type,
        ...(description ? { description } : {}),
      }))
    case 'conversation':
      return app.conversationVariables.map(({ name, type, description }) => ({
        name,
        type,
        ...(description ? { description } : {}),
      }))
    default:
      return undefined
  }
}

function typeAt(fields: readonly OutputField[], path: readonly string[]): ValueType | undefined {
  const [name, ...rest] = path
  const field = fields.find((each) => each.name === name)
  if (!field) return undefined
  if (rest.length === 0) return field.type
  if (field.type === 'file') return typeAt(FILE_FIELDS, rest)
  // An object may have more keys than are declared, and lists are stepped into by position.
  return (field.fields && typeAt(field.fields, rest)) ?? 'any'
}

/** What a selector leads to, as the node `readerId` sees it: the nodes around it show what they keep for their inside. @internal */
export function resolveSelector(graph: GraphIndex, selector: Selector, readerId?: string): Resolved {
  const [first = '', ...path] = selector
  if (path.length === 0) return { status: 'missing' }
  const node = graph.nodes.get(first)
  const isAround =
    readerId !== undefined && containersOf(graph, readerId).some((container) => container.id === first)
  const fields =
    scopeFields(graph.app, first) ??
    (node && (isAround ? containerFields(graph, node) : outputsOf(graph, node)))
  if (!fields) return { status: node ? 'open' : 'missing' }
  const type = typeAt(fields, path)
  if (type) return { status: 'found', type }
  return node && graph.definitions.get(node.type)?.hasOpenOutputs ? { status: 'open' } : { status: 'missing' }
}

function scopeGroup(app: App, scope: 'conversation' | 'env' | 'sys'): readonly VariableGroup[] {
  const fields = scopeFields(app, scope) ?? []
  return fields.length > 0 ? [{ kind: scope, id: scope, title: scope, fields }] : []
}

function nodeGroup(graph: GraphIndex, node: AppNode): VariableGroup {
  const fields = outputsOf(graph, node)
  const common = { kind: 'node' as const, id: node.id, title: node.title, nodeType: node.type }
  const isOpen = !fields || graph.definitions.get(node.type)?.hasOpenOutputs === true
  return { ...common, fields: fields ?? [], ...(isOpen ? { isOpen } : {}) }
}

/**
 * Every variable that a node may read, in groups: the containers around it, the nodes before it (nearest
 * first, through containers), then conversation, environment and system variables.
 * A selector is `[group.id, field.name, ...inner field names]`.
 * @public
 */
export function variablesInScope(
  app: App,
  nodeId: string,
  definitions: readonly NodeDefinition[],
): readonly VariableGroup[] {
  const graph = indexGraph(compileAssistant(app), definitions)
  const containers = containersOf(graph, nodeId).map((node): VariableGroup => {
    const fields = containerFields(graph, node)
    const common = { kind: 'container' as const, id: node.id, title: node.title, nodeType: node.type }
    return fields ? { ...common, fields } : { ...common, fields: [], isOpen: true }
  })
  const around = new Set(containers.map((each) => each.id))
  const before = upstreamNodes(graph, nodeId).filter((node) => node.id !== nodeId && !around.has(node.id))
  return [
    ...containers,
    ...before.map((node) => nodeGroup(graph, node)).filter((each) => each.fields.length > 0 || each.isOpen),
    ...scopeGroup(app, 'conversation'),
    ...scopeGroup(app, 'env'),
    ...scopeGroup(app, 'sys'),
  ]
}
