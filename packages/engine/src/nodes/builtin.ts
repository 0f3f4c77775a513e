import type { Executor } from '../define-executor.ts'
import { answerExecutor } from './answer.ts'
import { codeExecutor } from './code.ts'
import { endExecutor } from './end.ts'
import { ifElseExecutor } from './if-else.ts'
import { knowledgeRetrievalExecutor } from './knowledge-retrieval.ts'
import { llmExecutor } from './llm.ts'
import { startExecutor } from './start.ts'
import { templateTransformExecutor } from './template-transform.ts'
import { variableAggregatorExecutor } from './variable-aggregator.ts'

/** The executors that come with Skep, for `builtinNodes` of the schema. @public */
export const builtinExecutors: readonly Executor[] = [
  startExecutor,
  answerExecutor,
  endExecutor,
  llmExecutor,
  knowledgeRetrievalExecutor,
  ifElseExecutor,
  templateTransformExecutor,
  codeExecutor,
  variableAggregatorExecutor,
]
