import type { NodeDefinition } from '../define-node.ts'
import { answerNode } from './answer.ts'
import { codeNode } from './code.ts'
import { endNode } from './end.ts'
import { ifElseNode } from './if-else.ts'
import { knowledgeRetrievalNode } from './knowledge-retrieval.ts'
import { llmNode } from './llm.ts'
import { startNode } from './start.ts'
import { templateTransformNode } from './template-transform.ts'
import { variableAggregatorNode } from './variable-aggregator.ts'

/** The node types that come with Skep, in the order a palette shows them. @public */
export const builtinNodes: readonly NodeDefinition[] = [
  startNode,
  llmNode,
  knowledgeRetrievalNode,
  ifElseNode,
  codeNode,
  templateTransformNode,
  variableAggregatorNode,
  answerNode,
  endNode,
]
