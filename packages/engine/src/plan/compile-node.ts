import type { AppNode, NodeDefinition, Result } from '@skep/schema'
import type { Executor } from '../define-executor.ts'
import { planFailure } from './failure.ts'
import { type PlannedNode, type PlannedPart, variableKey } from './plan.ts'

/** What a node is apart from its edges and what is inside it. @internal */
export type CompiledNode = Omit<PlannedNode, 'incoming' | 'outgoing' | 'inside'>

// An inner start passes on and is never executed.
const PASSES: Executor = {
  type: '',
  execute: async () => ({ outputs: {} }),
}

/** A node with its config checked. @internal */
export function compileNode(
  node: AppNode,
  definition: NodeDefinition | undefined,
  executor: Executor | undefined,
): Result<CompiledNode> {
  const name = node.title || node.id
  const isInnerStart = definition?.isInnerStart === true
  const runs = executor ?? (isInnerStart ? PASSES : undefined)
  if (!definition || !runs) {
    return planFailure(
      'NODE_TYPE_UNKNOWN',
      `"${name}" is a node of type "${node.type}", which cannot run here. Remove it or add its type.`,
      { nodeId: node.id, nodeType: node.type },
    )
  }
  const parsed = definition.config.safeParse(node.config)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const path = (issue?.path ?? []).map((part) => (typeof part === 'number' ? part : String(part)))
    return planFailure(
      'NODE_CONFIG_INVALID',
      `The settings of "${name}" cannot be read${path.length > 0 ? ` at ${path.join('.')}` : ''}. Open the node and correct them.`,
      { nodeId: node.id, path },
    )
  }
  const config = parsed.data
  const handles = definition.handles?.(config)
  const template = runs.response
    ?.template(config)
    .map(
      (part): PlannedPart =>
        part.type === 'text'
          ? part
          : { type: 'variable', selector: part.selector, key: variableKey(part.selector) },
    )
  const writes = runs.writes?.(config).map((selector) => variableKey(selector.slice(0, 2)))
  return {
    ok: true,
    value: {
      id: node.id,
      node,
      config,
      executor: runs,
      handles: handles?.map(({ id }) => id) ?? ['source'],
      isBranch:
        node.errorStrategy?.type === 'fail-branch' || handles?.some(({ id }) => id !== 'source') === true,
      isInnerStart,
      canRetry: definition.supportsErrorStrategy === true,
      hasSideEffects: runs.hasSideEffects?.(config) ?? false,
      expectsFailure:
        (node.errorStrategy !== undefined && node.errorStrategy.type !== 'none') ||
        node.retry?.enabled === true,
      ...(template ? { template } : {}),
      ...(writes ? { writes: new Set(writes) } : {}),
    },
  }
}
