import type { JsonObject } from '@skep/schema'
import type { ExecutorContext } from '../define-executor.ts'
import type { Plan, PlannedNode } from '../plan/plan.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { readVariable } from '../variables/pool.ts'
import { renderTemplate } from '../variables/render.ts'
import type { RunSecrets } from './secrets.ts'
import type { RunState } from './state.ts'

/** What all executions of a run share. @internal */
export interface ContextSource {
  readonly plan: Plan
  readonly state: RunState
  readonly ports: EnginePorts
  readonly inputs: JsonObject
  readonly conversationId: string | undefined
}

/** What an executor gets, but for the signal, which each attempt has of its own. @internal */
export function createContext(
  { plan, state, ports, inputs, conversationId }: ContextSource,
  secrets: RunSecrets,
  { id, node, config }: PlannedNode,
  executionId: string,
): Omit<ExecutorContext<unknown>, 'signal'> {
  const read: ExecutorContext<unknown>['read'] = (selector) =>
    secrets.read(selector) ?? readVariable(state.variables, selector)
  return {
    config,
    node: { id, type: node.type, title: node.title, executionId },
    run: {
      id: state.runId,
      appId: plan.app.id,
      mode: plan.app.mode,
      inputs,
      ...(conversationId === undefined ? {} : { conversationId }),
    },
    ports,
    read,
    renderText: (text, style = 'prompt') => renderTemplate(text, read, style),
  }
}
