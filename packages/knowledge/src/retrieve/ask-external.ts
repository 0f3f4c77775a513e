import type { ExternalSettings, KnowledgeBase, RetrievalSettings, RetrieveRequest } from '@skep/client'
import { type JsonObject, SkepError } from '@skep/schema'
import type { ExternalQuery, ExternalRecord } from '../source/external-knowledge.ts'
import type { FoundPassage } from './found-passage.ts'

/** Asks a knowledge base of another program with the given key, else with the one that its settings name. @public */
export type AskExternal = (
  external: ExternalSettings,
  query: ExternalQuery,
  options: { readonly signal: AbortSignal; readonly key?: string },
) => Promise<readonly ExternalRecord[]>

/** @throws `EXTERNAL_KNOWLEDGE_FAILED` where nobody can ask */
export function needAsk(ask: AskExternal | undefined): AskExternal {
  if (ask) return ask
  throw new SkepError(
    'EXTERNAL_KNOWLEDGE_FAILED',
    'External knowledge bases cannot be asked here. Search without this one.',
  )
}

/**
 * Passages of an external base. The other program searches, filters and tests the threshold; the off-topic rule knows
 * nothing of its scores.
 * @throws `EXTERNAL_KNOWLEDGE_AUTH`, `EXTERNAL_KNOWLEDGE_FAILED`, `KNOWLEDGE_NOT_FOUND`, codes `HTTP_*`
 */
export async function searchExternal(
  ask: AskExternal | undefined,
  base: KnowledgeBase & { readonly external: ExternalSettings },
  { query, filter }: Pick<RetrieveRequest, 'query' | 'filter'>,
  settings: RetrievalSettings,
  signal: AbortSignal,
): Promise<readonly FoundPassage[]> {
  const { topK, scoreThreshold } = settings
  const records = await needAsk(ask)(
    base.external,
    {
      query,
      topK,
      ...(scoreThreshold === undefined ? {} : { scoreThreshold }),
      ...(filter ? { metadataCondition: toCondition(filter) } : {}),
    },
    { signal },
  )
  return records.map((record, at) => toFound(base, record, at, settings)).sort((a, b) => b.score - a.score)
}

/** In the words of Dify's contract. */
function toCondition({ logicalOperator, conditions }: NonNullable<RetrieveRequest['filter']>): JsonObject {
  return {
    logical_operator: logicalOperator,
    conditions: conditions.map(({ name, operator, value = null }) => ({
      name,
      comparison_operator: operator,
      value: typeof value === 'object' && value !== null ? [...value] : value,
    })),
  }
}

function toFound(
  base: KnowledgeBase,
  { content, score, title, metadata }: ExternalRecord,
  at: number,
  settings: RetrievalSettings,
): FoundPassage {
  const chunkId = `${base.id}:external:${at}`
  return {
    chunkId,
    score,
    scores: { external: score },
    settings,
    passage: {
      chunkId,
      knowledgeId: base.id,
      knowledgeName: base.name,
      documentId: '',
      // Some programs give their records no titles.
      documentName: title || base.name,
      text: content,
      location: { start: 0, end: content.length },
      metadata,
      isExternal: true,
    },
  }
}
