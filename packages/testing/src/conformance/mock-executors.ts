import { defineExecutor, type Executor, type ExecutorContext } from '@skep/engine'
import { type App, defineNode, type JsonObject, type NodeDefinition, startNode } from '@skep/schema'
import * as z from 'zod/mini'
import type { Mocks, NodeMock } from './case-file.ts'
import type { ConformanceHost } from './host.ts'
import { runMock } from './run-mock.ts'

/** What a run of a case is planned with. @internal */
export interface MockedEnvironment {
  readonly nodes: readonly NodeDefinition[]
  readonly executors: readonly Executor[]
}

// Inputs go to the pool as given, as the case format says; the checks of the form are tested elsewhere.
const givenInputs: Executor = defineExecutor(startNode, async function* ({ run }) {
  yield { type: 'inputs', inputs: run.inputs }
  return { outputs: run.inputs }
})

/** The host's node types with the mocks of a run in front of them. @internal */
export function mockEnvironment(app: App, mocks: Mocks, host: ConformanceHost): MockedEnvironment {
  const mockOf = (node: { readonly id: string; readonly type: string }): NodeMock | undefined =>
    mocks.nodes?.[node.id] ?? mocks.node_types?.[node.type]
  const wrap = (executor: Executor): Executor => {
    const real = executor.type === startNode.type ? givenInputs : executor
    return {
      ...executor,
      execute: (context) => {
        const mock = mockOf(context.node)
        if (!mock || (mock.optional && canRunForReal(context, host))) return real.execute(context)
        return runMock(mock, context)
      },
    }
  }
  const known = new Set(host.executors.map(({ type }) => type))
  const foreign = new Set(
    app.graph.nodes.flatMap((node) => (!known.has(node.type) && mockOf(node) ? [node.type] : [])),
  )
  const foreignNodes = [...foreign].map((type) => foreignNode(type))
  return {
    nodes: [...host.nodes, ...foreignNodes],
    executors: [...host.executors, ...foreignNodes.map((node) => unmocked(node))].map(wrap),
  }
}

function canRunForReal({ node, config }: ExecutorContext<unknown>, { ports }: ConformanceHost): boolean {
  if (node.type !== 'code') return true
  const language =
    typeof config === 'object' && config !== null && 'language' in config ? config.language : ''
  return ports?.code?.languages.some((each) => each === language) ?? false
}

/** A type that the host does not know, but that the case mocks. */
function foreignNode(type: string): NodeDefinition {
  return defineNode<JsonObject>({
    type,
    version: 1,
    category: 'other',
    config: z.custom<JsonObject>(() => true),
    defaults: {},
    outputs: () => [],
    supportsErrorStrategy: true,
    uses: () => [],
  })
}

function unmocked(node: NodeDefinition): Executor {
  // biome-ignore lint/correctness/useYield: it only fails
  return defineExecutor(node, async function* () {
    throw new Error(`The case mocks no result for this node of type ${node.type}.`)
  })
}
