import {
  APP_SCHEMA_VERSION,
  type App,
  type AppEdge,
  type AppNode,
  builtinNodes,
  type JsonObject,
} from '@skep/schema'
import { edgeId } from './new-ids.ts'
import { type NodeTypes, nodeTypesOf } from './node-types.ts'

/** The built-in node types, for tests. @internal */
export const testTypes: NodeTypes = nodeTypesOf(builtinNodes)

/** A node with the defaults of its type. @internal */
export function testNode(id: string, type: string, x: number, y: number, config: JsonObject = {}): AppNode {
  return {
    id,
    type,
    title: id,
    position: { x, y },
    config: { ...testTypes.get(type)?.defaults, ...config },
  }
}

/** @internal */
export function testEdge(source: string, target: string, sourceHandle = 'source'): AppEdge {
  return { id: edgeId(source, sourceHandle, target), source, sourceHandle, target, targetHandle: 'target' }
}

/** start → check → (true) llm → answer, (false) → fallback. @internal */
export function testApp(): App {
  return {
    schemaVersion: APP_SCHEMA_VERSION,
    id: 'app',
    mode: 'chatflow',
    name: 'Test',
    description: '',
    graph: {
      nodes: [
        testNode('start', 'start', 0, 0),
        testNode('check', 'if-else', 300, 0),
        testNode('llm', 'llm', 600, 0),
        testNode('answer', 'answer', 900, 0, { answer: 'It is {{#llm.text#}}.' }),
        testNode('fallback', 'answer', 600, 200, { answer: 'No.' }),
      ],
      edges: [
        testEdge('start', 'check'),
        testEdge('check', 'llm', 'true'),
        testEdge('llm', 'answer'),
        testEdge('check', 'fallback', 'false'),
      ],
    },
    environmentVariables: [],
    conversationVariables: [],
    features: {},
  }
}

/** start → loop [ loopStart → work → leave ] → end, with a free step on each side of the wall. @internal */
export function containerApp(): App {
  const inside = (node: AppNode): AppNode => ({ ...node, parentId: 'loop' })
  return {
    ...testApp(),
    mode: 'workflow',
    graph: {
      nodes: [
        testNode('start', 'start', 0, 0),
        {
          ...testNode('loop', 'loop', 300, 0, { startNodeId: 'loopStart' }),
          size: { width: 720, height: 220 },
        },
        inside(testNode('loopStart', 'loop-start', 24, 90)),
        inside(testNode('work', 'template-transform', 112, 72, { template: 'Round', variables: [] })),
        inside(testNode('leave', 'loop-end', 420, 72)),
        testNode('end', 'end', 1100, 0, { outputs: [{ variable: 'r', selector: ['loop', 'loop_round'] }] }),
      ],
      edges: [
        testEdge('start', 'loop'),
        testEdge('loopStart', 'work'),
        testEdge('work', 'leave'),
        testEdge('loop', 'end'),
      ],
    },
  }
}
