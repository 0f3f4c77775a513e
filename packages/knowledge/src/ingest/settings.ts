import {
  changeRetrieval,
  type RetrievalChanges,
  type RetrievalSettings,
  type SplitSettings,
} from '@skep/client'
import { SkepError } from '@skep/schema'

/** How a base cuts documents unless it is told otherwise. @public */
export const DEFAULT_SPLIT: SplitSettings = {
  maxChars: 1024,
  overlapChars: 50,
  separator: '\n\n',
  removeExtraSpaces: true,
  removeUrlsAndEmails: false,
}

/** How a base is searched unless it is told otherwise. @public */
export const DEFAULT_RETRIEVAL: RetrievalSettings = { method: 'hybrid', topK: 4, vectorWeight: 0.5 }

const MAX_TOP_K = 100

/** Fills in what is missing. @throws `CALL_INVALID` naming the field that is out of range */
export function completeSplit(settings: Partial<SplitSettings> = {}): SplitSettings {
  const split = { ...DEFAULT_SPLIT, ...settings }
  checkRange('maxChars', split.maxChars, 64, 16_000, true)
  checkRange('overlapChars', split.overlapChars, 0, Math.floor(split.maxChars / 2), true)
  return { ...split, separator: unescapeSeparator(split.separator) }
}

/**
 * Fills in what is missing from `defaults`; `null` takes an optional setting back.
 * @throws `CALL_INVALID` naming the field that is out of range
 */
export function completeRetrieval(
  settings: RetrievalChanges = {},
  defaults: RetrievalSettings = DEFAULT_RETRIEVAL,
): RetrievalSettings {
  const merged = changeRetrieval(defaults, settings)
  const { method, topK, vectorWeight, scoreThreshold, fusion, rerank } = merged
  if (!['vector', 'full-text', 'hybrid'].includes(method))
    throw invalid('method', 'vector, full-text or hybrid')
  checkRange('topK', topK, 1, MAX_TOP_K, true)
  checkRange('vectorWeight', vectorWeight, 0, 1, false)
  if (scoreThreshold !== undefined) checkRange('scoreThreshold', scoreThreshold, 0, 1, false)
  if (fusion !== undefined && !['weighted', 'rrf', 'dify'].includes(fusion))
    throw invalid('fusion', 'weighted, rrf or dify')
  if (rerank?.type === 'mmr') checkRange('rerank.lambda', rerank.lambda, 0, 1, false)
  return merged
}

/** People type `\n` in a form to mean a line end. */
function unescapeSeparator(separator: string): string {
  return separator.replace(/\\([nrt\\])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter === 't' ? '\t' : '\\',
  )
}

function checkRange(field: string, value: number, least: number, most: number, whole: boolean): void {
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return
  throw invalid(field, `${whole ? 'a whole number' : 'a number'} from ${least} to ${most}`)
}

function invalid(field: string, wanted: string): SkepError {
  return new SkepError('CALL_INVALID', `The setting ${field} must be ${wanted}.`, { field })
}
