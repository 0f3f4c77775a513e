import type { DifyMapper } from '../mapper.ts'
import { answerMapper } from './answer.ts'
import { codeMapper } from './code.ts'
import { endMapper } from './end.ts'
import { ifElseMapper } from './if-else.ts'
import { knowledgeRetrievalMapper } from './knowledge-retrieval.ts'
import { llmMapper } from './llm.ts'
import { startMapper } from './start.ts'
import { templateTransformMapper } from './template-transform.ts'
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
