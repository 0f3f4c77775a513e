import type { NodeDefinition } from '../define-node.ts'
import { agentNode } from './agent.ts'
import { answerNode } from './answer.ts'
import { assignerNode } from './assigner.ts'
import { codeNode } from './code.ts'
import { documentExtractorNode } from './document-extractor.ts'
import { endNode } from './end.ts'
import { httpRequestNode } from './http-request.ts'
import { humanInputNode } from './human-input.ts'
import { ifElseNode } from './if-else.ts'
import { iterationNode, iterationStartNode } from './iteration.ts'
import { knowledgeRetrievalNode } from './knowledge-retrieval.ts'
import { listOperatorNode } from './list-operator.ts'
import { llmNode } from './llm.ts'
import { loopNode, loopStartNode } from './loop.ts'
import { loopEndNode } from './loop-end.ts'
import { parameterExtractorNode } from './parameter-extractor.ts'
import { questionClassifierNode } from './question-classifier.ts'
import { serverOnlyNodes } from './server-only.ts'
import { startNode } from './start.ts'
import { templateTransformNode } from './template-transform.ts'
import { toolNode } from './tool.ts'
import { triggerPluginNode } from './trigger-plugin.ts'
import { triggerScheduleNode } from './trigger-schedule.ts'
import { triggerWebhookNode } from './trigger-webhook.ts'
import { variableAggregatorNode } from './variable-aggregator.ts'

/** The node types that come with Skep, in the order a palette shows them. @public */
export const builtinNodes: readonly NodeDefinition[] = [
  startNode,
  triggerScheduleNode,
  triggerWebhookNode,
  triggerPluginNode,
  llmNode,
  agentNode,
  knowledgeRetrievalNode,
  ifElseNode,
  questionClassifierNode,
  codeNode,
  templateTransformNode,
  variableAggregatorNode,
  assignerNode,
  iterationNode,
  iterationStartNode,
  loopNode,
  loopStartNode,
  loopEndNode,
  humanInputNode,
  parameterExtractorNode,
  documentExtractorNode,
  listOperatorNode,
  httpRequestNode,
  toolNode,
  answerNode,
  endNode,
  ...serverOnlyNodes,
]
