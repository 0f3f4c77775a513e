import { defineNode, type NodeDefinition } from '../define-node.ts'
import type { JsonObject } from '../json.ts'
import type { OutputField } from '../values.ts'
import { FILE_FIELDS, jsonObjectField } from './fields.ts'

/**
 * A type that is kept whole and shown, and that only a server can run: its config is what the file said. A run that
 * comes to it fails with `NODE_NEEDS_SERVER`.
 */
function serverOnly(
  type: string,
  category: NodeDefinition['category'],
  outputs: readonly OutputField[],
  isRoot = false,
): NodeDefinition {
  return defineNode<JsonObject>({
    type,
    version: 1,
    category,
    ...(isRoot ? { isRoot } : {}),
    isOffered: false,
    hasOpenOutputs: true,
    config: jsonObjectField,
    defaults: {},
    outputs: () => outputs,
    uses: () => [],
    check: () => [{ code: 'NODE_NEEDS_SERVER', path: [], params: { type } }],
  })
}

/** Where a knowledge pipeline gets its documents. @public */
export const datasourceNode: NodeDefinition = serverOnly(
  'datasource',
  'input',
  [
    { name: 'datasource_type', type: 'string' },
    { name: 'file', type: 'file', fields: FILE_FIELDS },
  ],
  true,
)

/** The place of a data source that was not chosen yet. @public */
export const datasourceEmptyNode: NodeDefinition = serverOnly('datasource-empty', 'other', [])

/** The end of a knowledge pipeline. @public */
export const knowledgeIndexNode: NodeDefinition = serverOnly('knowledge-index', 'knowledge', [])

/** Retrieval out of Dify's knowledge file system. @public */
export const knowledgeRetrievalV2Node: NodeDefinition = serverOnly('knowledge-retrieval-v2', 'knowledge', [
  { name: 'result', type: 'array[object]' },
])

/** The second kind of agent, which lives on its server. @public */
export const agentV2Node: NodeDefinition = serverOnly('agent-v2', 'model', [
  { name: 'text', type: 'string' },
  { name: 'files', type: 'array[file]', fields: FILE_FIELDS },
  { name: 'json', type: 'array[object]' },
])

/** The types that are kept and shown here, and run on a server alone. @public */
export const serverOnlyNodes: readonly NodeDefinition[] = [
  datasourceNode,
  datasourceEmptyNode,
  knowledgeIndexNode,
  knowledgeRetrievalV2Node,
  agentV2Node,
]
