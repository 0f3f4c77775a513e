import type { AppMode } from '../app.ts'
import type { KnowledgeRetrievalConfig, MetadataFiltering } from '../nodes/knowledge-retrieval.ts'
import type { AssistantConfig } from './assistant.ts'
import { toGraphText } from './basic-text.ts'

function compileFiltering(filtering: MetadataFiltering, fields: ReadonlySet<string>): MetadataFiltering {
  if (!filtering.conditions) return filtering
  const conditions = filtering.conditions.conditions.map((condition) =>
    typeof condition.value === 'string'
      ? { ...condition, value: toGraphText(condition.value, 'start', fields) }
      : condition,
  )
  return { ...filtering, conditions: { ...filtering.conditions, conditions } }
}

/** The search before the model, or undefined where there is nothing to search in. @internal */
export function compileKnowledge(
  { knowledge, model }: AssistantConfig,
  mode: AppMode,
  fields: ReadonlySet<string>,
): KnowledgeRetrievalConfig | undefined {
  if (!knowledge || knowledge.knowledgeIds.length === 0) return undefined
  const { knowledgeIds, retrievalMode, multiple, metadataFiltering, queryVariable } = knowledge
  return {
    // Nobody asks a completion app: a field of its form is the question.
    query: mode === 'completion' && queryVariable ? ['start', queryVariable] : ['sys', 'query'],
    knowledgeIds,
    retrievalMode,
    multiple,
    ...(retrievalMode === 'single' ? { singleModel: model } : {}),
    metadataFiltering: compileFiltering(metadataFiltering, fields),
  }
}
