import type { Executor } from '../define-executor.ts'
import { agentExecutor } from './agent.ts'
import { answerExecutor } from './answer.ts'
import { assignerExecutor } from './assigner.ts'
import { codeExecutor } from './code.ts'
import { documentExtractorExecutor } from './document-extractor.ts'
import { endExecutor } from './end.ts'
import { httpRequestExecutor } from './http-request.ts'
import { humanInputExecutor } from './human-input.ts'
import { ifElseExecutor } from './if-else.ts'
import { iterationExecutor } from './iteration.ts'
import { knowledgeRetrievalExecutor } from './knowledge-retrieval.ts'
import { listOperatorExecutor } from './list-operator.ts'
import { llmExecutor } from './llm.ts'
import { loopEndExecutor, loopExecutor } from './loop.ts'
import { parameterExtractorExecutor } from './parameter-extractor.ts'
import { questionClassifierExecutor } from './question-classifier.ts'
import { serverOnlyExecutors } from './server-only.ts'
import { startExecutor } from './start.ts'
import { templateTransformExecutor } from './template-transform.ts'
import { toolExecutor } from './tool.ts'
import { triggerPluginExecutor } from './trigger-plugin.ts'
import { triggerScheduleExecutor } from './trigger-schedule.ts'
import { triggerWebhookExecutor } from './trigger-webhook.ts'
import { variableAggregatorExecutor } from './variable-aggregator.ts'

/** The executors that come with Skep, for `builtinNodes` of the schema. @public */
export const builtinExecutors: readonly Executor[] = [
  startExecutor,
  answerExecutor,
  endExecutor,
  llmExecutor,
  agentExecutor,
  httpRequestExecutor,
  toolExecutor,
  knowledgeRetrievalExecutor,
  ifElseExecutor,
  templateTransformExecutor,
  codeExecutor,
  variableAggregatorExecutor,
  assignerExecutor,
  iterationExecutor,
  loopExecutor,
  loopEndExecutor,
  humanInputExecutor,
  questionClassifierExecutor,
  parameterExtractorExecutor,
  documentExtractorExecutor,
  listOperatorExecutor,
  triggerScheduleExecutor,
  triggerWebhookExecutor,
  triggerPluginExecutor,
  ...serverOnlyExecutors,
]
