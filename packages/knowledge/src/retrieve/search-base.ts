import type { RetrievalSettings } from '@skep/client'
import type { Analyzer } from '../text/analyzer.ts'
import { type Candidate, type Candidates, type EmbedQuery, gatherCandidates } from './candidates.ts'
import { byScore, type Fused, fuse } from './fuse.ts'
import { KeywordSpace } from './keyword-space.ts'
import type { OpenBase } from './open-base.ts'
import { judgeByDistance, judgeByWords, type Relevance } from './relevance.ts'

/** A candidate of a base with its score and what the rules say of it. `fused.score` orders this base and nothing else. */
export interface JudgedChunk {
  readonly candidate: Candidate
  readonly fused: Fused
  /** By `fused.score` among all candidates of the base, from 1. */
  readonly rank: number
  readonly relevance: Relevance
  /** Absent without a threshold, and in a search by words, which has no cosine to test. */
  readonly isAboveCosine?: boolean
}

/** What a search of one base found: every candidate, best first, whether it is good enough or not. */
export interface BaseSearch extends Omit<Candidates, 'list'> {
  readonly judged: readonly JudgedChunk[]
}

/** @internal */
export interface SearchOptions {
  readonly embedQuery?: EmbedQuery
  /** The documents whose chunks may be found; all where it is absent. */
  readonly allowed?: ReadonlySet<string> | null
  readonly isExplained?: boolean
  /** Reads the texts of chunks, which Dify's weighted score compares. */
  readonly readTexts?: (chunkIds: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

/** Searches one base by its method. */
export async function searchBase(
  opened: OpenBase,
  analyzer: Analyzer,
  query: string,
  settings: RetrievalSettings,
  { embedQuery = null, allowed = null, isExplained = false, readTexts }: SearchOptions = {},
): Promise<BaseSearch> {
  const found = await gatherCandidates(opened, analyzer, query, settings, {
    embedQuery,
    allowed,
    isExplained,
  })
  const { list, question, terms, nearest } = found
  const keywordScores =
    settings.method === 'hybrid' && settings.fusion === 'dify' && readTexts
      ? scoreKeywords(analyzer, query, await readTexts(list.map(({ chunkId }) => chunkId)))
      : undefined
  const fused = fuse(settings, list, {
    lowestCosine: nearest?.lowest ?? null,
    ...(keywordScores ? { keywordScores } : {}),
  })
  const relevances =
    opened.builtin !== undefined || nearest === null
      ? judgeByWords(question, list)
      : judgeByDistance(question, list, nearest)
  const { scoreThreshold, method } = settings
  const judged = list.flatMap((candidate, at): Omit<JudgedChunk, 'rank'>[] => {
    const [score, relevance] = [fused[at], relevances[at]]
    if (!score || !relevance) return []
    const isTested = scoreThreshold !== undefined && method !== 'full-text'
    return [
      {
        candidate,
        fused: score,
        relevance,
        ...(isTested ? { isAboveCosine: (candidate.cosine ?? 0) >= scoreThreshold } : {}),
      },
    ]
  })
  return {
    question,
    terms,
    nearest,
    judged: judged
      .sort((a, b) => byScore(a.fused, b.fused))
      .map((chunk, at): JudgedChunk => ({ ...chunk, rank: at + 1 })),
  }
}

function scoreKeywords(
  analyzer: Analyzer,
  query: string,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  const question = keywordsOf(analyzer, query, 'query')
  const keywords = new Map([...texts].map(([id, text]) => [id, keywordsOf(analyzer, text, 'passage')]))
  const space = new KeywordSpace(keywords.values())
  return new Map([...keywords].map(([id, ofChunk]) => [id, space.cosine(question, ofChunk)]))
}

/** The different words of a text that carry meaning. */
export function keywordsOf(analyzer: Analyzer, text: string, kind: 'query' | 'passage'): ReadonlySet<string> {
  return new Set(analyzer.analyze(text, kind).counts.keys())
}

/**
 * The chunks that are good enough. A threshold turns the off-topic rule off; where a rerank model tests the threshold,
 * everything goes there.
 */
export function keepGood(
  { judged }: Pick<BaseSearch, 'judged'>,
  settings: Pick<RetrievalSettings, 'scoreThreshold'>,
  isReranked: boolean,
): readonly JudgedChunk[] {
  if (settings.scoreThreshold === undefined) return judged.filter(({ relevance }) => relevance.isMet)
  return isReranked ? judged : judged.filter(({ isAboveCosine }) => isAboveCosine !== false)
}
