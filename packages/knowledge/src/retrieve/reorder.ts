import type { Reranking, RerankRequest, RerankResult } from '@skep/client'
import { type ErrorData, SkepError, toErrorData } from '@skep/schema'
import type { Analyzer } from '../text/analyzer.ts'
import type { FoundPassage } from './found-passage.ts'
import { KeywordSpace } from './keyword-space.ts'
import { diversify } from './mmr.ts'
import { keywordsOf } from './search-base.ts'

/** Asks a rerank model of a model connection. @throws `MODEL_*` @public */
export type RerankTexts = (
  request: RerankRequest,
  options: { readonly signal?: AbortSignal },
) => Promise<RerankResult>

/** @internal */
export interface ReorderContext {
  readonly analyzer: Analyzer
  readonly rerank?: RerankTexts
}

/** A list in its new order. */
export interface Reordered {
  readonly list: readonly FoundPassage[]
  /** Passages that the model found too far from the question. */
  readonly dropped: readonly FoundPassage[]
  /** Why the list is in its old order after all. */
  readonly warning?: ErrorData
}

/** Orders passages anew; a rerank model that fails leaves the order of fusion, and says so. */
export async function reorder(
  context: ReorderContext,
  query: string,
  list: readonly FoundPassage[],
  reranking: Reranking | undefined,
  signal: AbortSignal | undefined,
): Promise<Reordered> {
  if (reranking === undefined || list.length === 0) return { list, dropped: [] }
  if (reranking.type === 'mmr') return { list: byDiversity(context, list, reranking.lambda), dropped: [] }
  try {
    return await byModel(context, query, list, reranking, signal)
  } catch (error) {
    signal?.throwIfAborted()
    const { code, message, data } = toErrorData(error, 'MODEL_SERVER')
    const { provider, model } = reranking
    return {
      // The model would have tested the threshold; without it the off-topic rule has to.
      list: list.filter(({ judged, settings }) => settings.scoreThreshold === undefined || isOnTopic(judged)),
      dropped: [],
      warning: { code, message, data: { ...data, provider, model } },
    }
  }
}

function isOnTopic(judged: FoundPassage['judged']): boolean {
  return judged === undefined || judged.relevance.isMet
}

async function byModel(
  { rerank }: ReorderContext,
  query: string,
  list: readonly FoundPassage[],
  { provider, model }: Extract<Reranking, { readonly type: 'model' }>,
  signal: AbortSignal | undefined,
): Promise<Reordered> {
  if (!rerank) {
    throw new SkepError(
      'MODEL_PROVIDER_NOT_FOUND',
      'The rerank model of this search is not set up here. Add its provider, or search without it.',
    )
  }
  const documents = list.map(({ passage }) => passage.text)
  const { results } = await rerank({ provider, model, query, documents }, signal ? { signal } : {})
  const ranked = results
    .flatMap(({ index, score }) => {
      const found = list[index]
      return found ? [{ ...found, score, scores: { ...found.scores, rerank: score } }] : []
    })
    .sort((a, b) => b.score - a.score) // equal scores stay in the order of fusion, if the model keeps it
    .map((found, at): FoundPassage => ({ ...found, rerank: { score: found.score, rank: at + 1 } }))
  const isGood = ({ score, settings }: FoundPassage): boolean =>
    score >= (settings.scoreThreshold ?? -Infinity)
  return { list: ranked.filter(isGood), dropped: ranked.filter((found) => !isGood(found)) }
}

function byDiversity(
  { analyzer }: ReorderContext,
  list: readonly FoundPassage[],
  lambda: number,
): readonly FoundPassage[] {
  const keywords = new Map(list.map((found) => [found, keywordsOf(analyzer, found.passage.text, 'passage')]))
  const space = new KeywordSpace(keywords.values())
  const none: ReadonlySet<string> = new Set()
  const highest = Math.max(...list.map(({ score }) => score), 0) || 1
  const items = list.map((item) => ({ item, relevance: Math.max(0, item.score) / highest }))
  const ordered = diversify(items, lambda, (a, b) =>
    space.cosine(keywords.get(a) ?? none, keywords.get(b) ?? none),
  )
  return ordered.map(({ item, relevance, similarity, score }) => ({
    ...item,
    mmr: { lambda, relevance, similarity, score },
  }))
}
