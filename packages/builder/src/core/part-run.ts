import type { RunPart } from '@skep/client'
import type { App, AppNode, JsonObject, JsonValue, NodeDefinition, Selector, ValueType } from '@skep/schema'
import { variablesInScope } from '@skep/schema'
import { withInside } from './frame.ts'
import { lastStepOf, type RunView } from './run-view.ts'

/** Where a value of a partial run comes from. @internal */
export type ValueOrigin = 'cached' | 'pinned' | 'manual'

/** A variable that a step uses, with the value that it would get. @internal */
export interface NeededValue {
  /** The first part of the selector: a node, a container around, or `conversation`. */
  readonly scope: string
  readonly name: string
  readonly type: ValueType
  /** Absent: nothing is known yet. */
  readonly value?: JsonValue
  readonly origin: ValueOrigin
}

/** What people typed, by `scope.name`. @internal */
export type TypedValues = Readonly<Record<string, JsonValue>>

/** @internal */
export function valueKey(scope: string, name: string): string {
  return `${scope}.${name}`
}

/** The variables that a step reads, what it holds inside included, with their values of the last run. @internal */
export function neededValues(
  app: App,
  nodeId: string,
  definitions: readonly NodeDefinition[],
  view: RunView | null,
  typed: TypedValues,
): readonly NeededValue[] {
  const inside = withInside(app, [nodeId])
  const groups = variablesInScope(app, nodeId, definitions)
  const seen = new Set<string>()
  return usedSelectors(app, inside, definitions).flatMap(([scope = '', name = '']): NeededValue[] => {
    const key = valueKey(scope, name)
    // What is inside comes from the rounds; the environment and the system are there anyway.
    if (name === '' || inside.has(scope) || scope === 'env' || scope === 'sys' || seen.has(key)) return []
    seen.add(key)
    const field = groups
      .find((group) => group.id === scope)
      ?.fields.find((candidate) => candidate.name === name)
    const common = { scope, name, type: field?.type ?? ('any' as const) }
    const own = typed[key]
    if (own !== undefined) return [{ ...common, value: own, origin: 'manual' }]
    const pinned = app.graph.nodes.find((node) => node.id === scope)?.pinnedOutputs
    if (pinned && Object.hasOwn(pinned, name)) {
      return [{ ...common, value: pinned[name] ?? null, origin: 'pinned' }]
    }
    const cached = knownValue(app, view, scope, name)
    return [
      cached === undefined ? { ...common, origin: 'manual' } : { ...common, value: cached, origin: 'cached' },
    ]
  })
}

/** Whether a step reads the message of the user. @internal */
export function needsQuery(app: App, nodeId: string, definitions: readonly NodeDefinition[]): boolean {
  const inside = withInside(app, [nodeId])
  return usedSelectors(app, inside, definitions).some(([scope, name]) => scope === 'sys' && name === 'query')
}

function usedSelectors(
  app: App,
  nodeIds: ReadonlySet<string>,
  definitions: readonly NodeDefinition[],
): readonly Selector[] {
  return app.graph.nodes.flatMap((node) => {
    const definition = nodeIds.has(node.id) ? definitions.find(({ type }) => type === node.type) : undefined
    const parsed = definition?.config.safeParse(node.config)
    if (!definition || !parsed?.success) return []
    const uses = [...definition.uses(parsed.data), ...(definition.container?.reads?.(parsed.data) ?? [])]
    return uses.map((use) => use.selector)
  })
}

/** A value as the last run left it. */
function knownValue(app: App, view: RunView | null, scope: string, name: string): JsonValue | undefined {
  if (!view) return undefined
  const written = view.steps
    .flatMap((step) => step.updates)
    .findLast(({ selector }) => selector[0] === scope && selector[1] === name)
  if (written) return written.value
  if (scope === 'conversation') {
    return app.conversationVariables.find((variable) => variable.name === name)?.value
  }
  const outputs = lastStepOf(view, scope)?.outputs
  return outputs && Object.hasOwn(outputs, name) ? outputs[name] : undefined
}

/** What a partial run is given: values by the first part of their selectors. @internal */
export function cachedFrom(values: readonly NeededValue[]): NonNullable<RunPart['cached']> {
  const cached: Record<string, Record<string, JsonValue>> = {}
  for (const { scope, name, value } of values) {
    if (value === undefined) continue
    cached[scope] = { ...cached[scope], [name]: value }
  }
  return cached
}

/** All outputs that are pinned, else of the last run, with what people changed in them, for a run that begins at a step. @internal */
export function cachedRun(
  app: App,
  view: RunView | null,
  changed: TypedValues,
): NonNullable<RunPart['cached']> {
  const cached: Record<string, JsonObject> = {}
  for (const { id, pinnedOutputs } of app.graph.nodes) {
    const outputs = pinnedOutputs ?? (view ? lastStepOf(view, id)?.outputs : undefined)
    if (outputs) cached[id] = outputs
  }
  for (const [key, value] of Object.entries(changed)) {
    const at = key.indexOf('.')
    const scope = key.slice(0, at)
    cached[scope] = { ...cached[scope], [key.slice(at + 1)]: value }
  }
  return cached
}

/** Whether a node can be run by itself. @internal */
export function canRunAlone(node: AppNode, definitions: readonly NodeDefinition[]): boolean {
  const definition = definitions.find(({ type }) => type === node.type)
  return definition !== undefined && !definition.isRoot && !definition.isInnerStart
}
