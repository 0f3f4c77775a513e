import type { RunEvent } from '@skep/client'
import type { FileValue, JsonObject } from '@skep/schema'
import type { EnginePorts } from '../ports/ports.ts'
import { createTestPorts, edges, makeApp, mustPlan, node, runToEnd } from '../test-support.ts'

/** What one node did. @internal */
export interface NodeOutcome {
  readonly end: RunEvent | undefined
  readonly done: Extract<RunEvent, { readonly type: 'node_succeeded' }> | undefined
  readonly failed: Extract<RunEvent, { readonly type: 'node_failed' }> | undefined
  readonly events: readonly RunEvent[]
}

/** Runs one node after a start node; `values` are conversation variables. @internal */
export async function runNode(
  type: string,
  config: JsonObject,
  values: JsonObject = {},
  ports: Partial<EnginePorts> = {},
  conversationId?: string,
): Promise<NodeOutcome> {
  const app = makeApp(
    [node('start', 'start', { variables: [] }), node('n', type, config)],
    edges('start -> n'),
    { mode: 'workflow' },
  )
  const events = await runToEnd({
    plan: mustPlan(app),
    ports: createTestPorts(ports),
    conversationVariables: values,
    ...(conversationId === undefined ? {} : { system: { conversationId } }),
  })
  return outcome(events)
}

/** Runs a root with inputs. @internal */
export async function runRoot(type: string, config: JsonObject, inputs: JsonObject): Promise<NodeOutcome> {
  const app = makeApp([node('n', type, config), node('end', 'end', { outputs: [] })], edges('n -> end'), {
    mode: 'workflow',
  })
  return outcome(await runToEnd({ plan: mustPlan(app), ports: createTestPorts(), inputs }))
}

function outcome(events: readonly RunEvent[]): NodeOutcome {
  return {
    events,
    end: events.at(-1),
    done: events.find(
      (event) => event.type === 'node_succeeded' && event.nodeId === 'n',
    ) as NodeOutcome['done'], // found by its type
    failed: events.find(
      (event) => event.type === 'node_failed' && event.nodeId === 'n',
    ) as NodeOutcome['failed'], // as above
  }
}

/** A selector of one of the values. @internal */
export const variable = (name: string): string[] => ['conversation', name]

/** @internal */
export function fileValue(name: string, more: Partial<FileValue> = {}): FileValue & JsonObject {
  return {
    kind: 'file',
    id: `id-${name}`,
    name,
    sizeBytes: 10,
    mimeType: 'application/pdf',
    extension: `.${name.split('.').at(-1)}`,
    type: 'document',
    transferMethod: 'local_file',
    ...more,
  }
}
