import { type AppMode, type AppNode, NOTE_TYPE, type NodeDefinition, type NodeHandle } from '@skep/schema'

/** The node types that one builder knows, by type. Two builders on a page may know different ones. @public */
export type NodeTypes = ReadonlyMap<string, NodeDefinition>

/** @public */
export function nodeTypesOf(definitions: readonly NodeDefinition[]): NodeTypes {
  return new Map(definitions.map((definition) => [definition.type, definition]))
}

const ONE_WAY_OUT: readonly NodeHandle[] = [{ id: 'source' }]

/** The handle that a node's failure leaves by. @public */
export const FAIL_BRANCH = 'fail-branch'

/** The types that hold other nodes, with the type of the mark where their rounds begin. */
const CONTAINERS: ReadonlyMap<string, string> = new Map([
  ['iteration', 'iteration-start'],
  ['loop', 'loop-start'],
])
const INNER_STARTS: ReadonlySet<string> = new Set(CONTAINERS.values())
/** What a round may not hold: its own rounds would nest, it would end the run, or wait for a person. */
const NOT_INSIDE: ReadonlySet<string> = new Set([
  ...CONTAINERS.keys(),
  'end',
  'human-input',
  'datasource',
  'knowledge-index',
  NOTE_TYPE,
])

/** Whether nodes of this type hold other nodes. @public */
export function isContainer(type: string): boolean {
  return CONTAINERS.has(type)
}

/** Whether this type marks where the rounds of a container begin. It comes and goes with its container. @public */
export function isInnerStart(type: string): boolean {
  return INNER_STARTS.has(type)
}

/** The type of the mark inside a container. @internal */
export function innerStartOf(type: string): string | undefined {
  return CONTAINERS.get(type)
}

/** The ways out of a node, its failure branch last. An unknown type is assumed to have the ordinary one. @public */
export function handlesOf(node: AppNode, types: NodeTypes): readonly NodeHandle[] {
  if (node.type === NOTE_TYPE) return []
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
  return node.type !== NOTE_TYPE && !isInnerStart(node.type) && types.get(node.type)?.isRoot !== true
}

/** Why a node type cannot be added to a place. @public */
export type AddRefusal =
  | 'not-in-mode'
  | 'start-exists'
  /** Such a node may not live in a container. */
  | 'not-inside'
  /** It only means something inside a loop. */
  | 'only-in-loop'
  /** It comes with its container and is never added alone. */
  | 'comes-with-container'

/** Whether a node of this type may be added now, to a container if one is given; the palette shows the reason. @public */
export function refusalToAdd(
  definition: Pick<NodeDefinition, 'type' | 'modes' | 'isRoot'>,
  app: { readonly mode: AppMode; readonly graph: { readonly nodes: readonly AppNode[] } },
  container?: Pick<AppNode, 'type'>,
): AddRefusal | undefined {
  if (isInnerStart(definition.type)) return 'comes-with-container'
  if (definition.modes && !definition.modes.includes(app.mode)) return 'not-in-mode'
  if (definition.type === 'start' && app.graph.nodes.some((node) => node.type === 'start'))
    return 'start-exists'
  return refusalToPlace(definition, container)
}

/** Whether a node may live in a place, whatever else is there. @internal */
export function refusalToPlace(
  definition: Pick<NodeDefinition, 'type' | 'isRoot'>,
  container: Pick<AppNode, 'type'> | undefined,
): AddRefusal | undefined {
  if (container && (definition.isRoot || NOT_INSIDE.has(definition.type))) return 'not-inside'
  if (definition.type === 'loop-end' && container?.type !== 'loop') return 'only-in-loop'
  return undefined
}
