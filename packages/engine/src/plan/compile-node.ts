import type { AppNode, NodeDefinition, Result } from '@skep/schema'
import type { Executor } from '../define-executor.ts'
import { planFailure } from './failure.ts'
import type { PlannedNode } from './plan.ts'

/** A node with its config checked, apart from its edges. @internal */
export function compileNode(
  node: AppNode,
  definition: NodeDefinition | undefined,
  executor: Executor | undefined,
): Result<Omit<PlannedNode, 'incoming' | 'outgoing'>> {
  const name = node.title || node.id
  if (!definition || !executor) {
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
  const template = executor.response?.template(config)
  return {
    ok: true,
    value: {
      id: node.id,
      node,
      config,
      executor,
      isBranch:
        node.errorStrategy?.type === 'fail-branch' ||
        handles?.some((handle) => handle.id !== 'source') === true,
      canRetry: definition.supportsErrorStrategy === true,
      ...(template ? { template } : {}),
    },
  }
}
