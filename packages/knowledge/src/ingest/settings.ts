import type { RetrievalSettings, SplitSettings } from '@skep/client'
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

/** Fills in what is missing from `defaults`. @throws `CALL_INVALID` naming the field that is out of range */
export function completeRetrieval(
  settings: Partial<RetrievalSettings> = {},
  defaults: RetrievalSettings = DEFAULT_RETRIEVAL,
): RetrievalSettings {
  const merged = { ...defaults, ...settings }
  if (!['vector', 'full-text', 'hybrid'].includes(merged.method))
    throw invalid('method', 'vector, full-text or hybrid')
  checkRange('topK', merged.topK, 1, MAX_TOP_K, true)
  checkRange('vectorWeight', merged.vectorWeight, 0, 1, false)
  if (merged.scoreThreshold !== undefined) checkRange('scoreThreshold', merged.scoreThreshold, 0, 1, false)
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
