import type { DifyMapper } from '../mapper.ts'
import { agentMapper } from './agent.ts'
import { answerMapper } from './answer.ts'
import { assignerMapper } from './assigner.ts'
import { codeMapper } from './code.ts'
import { documentExtractorMapper } from './document-extractor.ts'
import { endMapper } from './end.ts'
import { httpRequestMapper } from './http-request.ts'
import { humanInputMapper } from './human-input.ts'
import { ifElseMapper } from './if-else.ts'
import { iterationMapper, iterationStartMapper } from './iteration.ts'
import { knowledgeRetrievalMapper } from './knowledge-retrieval.ts'
import { listOperatorMapper } from './list-operator.ts'
import { llmMapper } from './llm.ts'
import { loopEndMapper, loopMapper, loopStartMapper } from './loop.ts'
import { parameterExtractorMapper } from './parameter-extractor.ts'
import { questionClassifierMapper } from './question-classifier.ts'
import { startMapper } from './start.ts'
import { templateTransformMapper } from './template-transform.ts'
import { toolMapper } from './tool.ts'
import { triggerPluginMapper } from './trigger-plugin.ts'
import { triggerScheduleMapper } from './trigger-schedule.ts'
import { triggerWebhookMapper } from './trigger-webhook.ts'
import { variableAggregatorMapper } from './variable-aggregator.ts'

const MAPPERS: readonly DifyMapper[] = [
  startMapper,
  answerMapper,
  endMapper,
  llmMapper,
  knowledgeRetrievalMapper,
  ifElseMapper,
  templateTransformMapper,
  codeMapper,
  variableAggregatorMapper,
  assignerMapper,
  iterationMapper,
  iterationStartMapper,
  loopMapper,
  loopStartMapper,
  loopEndMapper,
  humanInputMapper,
  questionClassifierMapper,
  parameterExtractorMapper,
  documentExtractorMapper,
  listOperatorMapper,
  httpRequestMapper,
  toolMapper,
  agentMapper,
  triggerScheduleMapper,
  triggerWebhookMapper,
  triggerPluginMapper,
]

const BY_DIFY_TYPE: ReadonlyMap<string, DifyMapper> = new Map(
  MAPPERS.flatMap((mapper) => mapper.difyTypes.map((type) => [type, mapper] as const)),
)

const BY_TYPE: ReadonlyMap<string, DifyMapper> = new Map(MAPPERS.map((mapper) => [mapper.type, mapper]))

/** The mapper that reads a `data.type`; none for types that are carried whole. @internal */
export function mapperOfDifyType(type: string): DifyMapper | undefined {
  return BY_DIFY_TYPE.get(type)
}

/** The mapper that writes one of our types. @internal */
export function mapperOfType(type: string): DifyMapper | undefined {
  return BY_TYPE.get(type)
}
