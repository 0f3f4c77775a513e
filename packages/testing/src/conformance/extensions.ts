import { defineExecutor, type Executor, type ExecutorContext } from '@skep/engine'
import { defineNode, type JsonObject, type NodeDefinition, startNode } from '@skep/schema'
import * as z from 'zod/mini'
import type { Mocks, NodeMock } from './case-file.ts'
import { withMockedHttp } from './mock-http.ts'
import { runMock } from './run-mock.ts'

/**
 * The input under which a case's mocks travel with its run, so that they reach the executors wherever those are: in a
 * worker, on the main thread, in Node. The start node does not pass it on.
 */
const MOCKS_INPUT = '__conformance_mocks'

/** The type of nodes of types that Skep does not have. They run by their mock alone. @internal */
export const FOREIGN_TYPE = 'conformance-foreign'

/** The inputs of a case's run with its mocks. @internal */
export function withMocks(inputs: JsonObject, mocks: Mocks): JsonObject {
  return { ...inputs, [MOCKS_INPUT]: mocks as unknown as JsonObject } // read from JSON
}

/** @internal */
export function withoutMocks({ [MOCKS_INPUT]: _, ...inputs }: JsonObject): JsonObject {
  return inputs
}

function mocksOf({ run }: ExecutorContext<unknown>): Mocks {
  return (run.inputs[MOCKS_INPUT] ?? {}) as Mocks // written by `withMocks`
}

/**
 * Node types and executors that obey the mocks of a case, for `serve` or `plan`: where a case mocks a node, the mock
 * answers; all others run for real. The start node gives its inputs as they are, as the case format says.
 * @public
 */
export function conformanceExtensions(host: {
  readonly nodes: readonly NodeDefinition[]
  readonly executors: readonly Executor[]
}): { readonly nodes: readonly NodeDefinition[]; readonly executors: readonly Executor[] } {
  return {
    nodes: [...host.nodes, foreignNode],
    executors: [...host.executors, foreign].map((executor) => ({
      ...executor,
      execute: (context) => {
        const mock = mockOf(context)
        if (mock && !(mock.optional && canRunForReal(context))) return runMock(mock, context)
        const real = executor.type === startNode.type ? givenInputs : executor
        return withMockedHttp(real, context, mocksOf(context).http ?? [])
      },
    })),
  }
}

function mockOf(context: ExecutorContext<unknown>): NodeMock | undefined {
  const { nodes, node_types } = mocksOf(context)
  const { id, type } = context.node
  return nodes?.[id] ?? node_types?.[type === FOREIGN_TYPE ? foreignType(context.config) : type]
}

function canRunForReal({ node, config, ports }: ExecutorContext<unknown>): boolean {
  if (node.type === FOREIGN_TYPE) return false
  if (node.type !== 'code') return true
  const language =
    typeof config === 'object' && config !== null && 'language' in config ? config.language : ''
  return ports.code?.languages.some((each) => each === language) ?? false
}

const givenInputs: Executor = defineExecutor(startNode, async function* ({ run }) {
  const inputs = withoutMocks(run.inputs)
  yield { type: 'inputs', inputs }
  return { outputs: inputs }
})

const foreignNode: NodeDefinition = defineNode<JsonObject>({
  type: FOREIGN_TYPE,
  version: 1,
  category: 'other',
  config: z.custom<JsonObject>(() => true),
  defaults: {},
  outputs: () => [],
  supportsErrorStrategy: true,
  uses: () => [],
})

function foreignType(config: unknown): string {
  return typeof config === 'object' && config !== null && 'type' in config ? String(config.type) : ''
}

const foreign: Executor = defineExecutor(foreignNode, async ({ config }) => {
  throw new Error(`The case mocks no result for this node of type ${foreignType(config)}.`)
})
