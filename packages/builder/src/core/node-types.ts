import type { AppMode, AppNode, NodeDefinition, NodeHandle } from '@skep/schema'

/** The node types that one builder knows, by type. Two builders on a page may know different ones. @public */
export type NodeTypes = ReadonlyMap<string, NodeDefinition>

/** @public */
export function nodeTypesOf(definitions: readonly NodeDefinition[]): NodeTypes {
  return new Map(definitions.map((definition) => [definition.type, definition]))
}

const ONE_WAY_OUT: readonly NodeHandle[] = [{ id: 'source' }]

/** The handle that a node's failure leaves by. @public */
export const FAIL_BRANCH = 'fail-branch'

/** The ways out of a node, its failure branch last. An unknown type is assumed to have the ordinary one. @public */
export function handlesOf(node: AppNode, types: NodeTypes): readonly NodeHandle[] {
  const definition = types.get(node.type)
  const own = ownHandles(node, definition)
  return node.errorStrategy?.type === 'fail-branch' ? [...own, { id: FAIL_BRANCH }] : own
}

function ownHandles(node: AppNode, definition: NodeDefinition | undefined): readonly NodeHandle[] {
  if (!definition?.handles) return ONE_WAY_OUT
  try {
    return definition.handles(node.config)
  } catch {
    return ONE_WAY_OUT // an imported config that does not fit its schema; validation reports it
  }
}

/** Whether edges may lead into a node. @public */
export function hasWayIn(node: AppNode, types: NodeTypes): boolean {
  return types.get(node.type)?.isRoot !== true
}

/** Why a node type cannot be added to an app. @public */
export type AddRefusal = 'not-in-mode' | 'start-exists'

/** Whether a node of this type may be added now; the palette shows the reason. @public */
export function refusalToAdd(
  definition: NodeDefinition,
  app: { readonly mode: AppMode; readonly graph: { readonly nodes: readonly AppNode[] } },
): AddRefusal | undefined {
  if (definition.modes && !definition.modes.includes(app.mode)) return 'not-in-mode'
  if (definition.type === 'start' && app.graph.nodes.some((node) => node.type === 'start'))
    return 'start-exists'
  return undefined
}
