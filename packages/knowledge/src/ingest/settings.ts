import {
  changeRetrieval,
  type RetrievalChanges,
  type RetrievalSettings,
  type SplitSettings,
} from '@skep/client'
import { SkepError } from '@skep/schema'

/** How a base cuts documents unless it is told otherwise. @public */
export const DEFAULT_SPLIT: SplitSettings = {
  mode: 'general',
  unit: 'characters',
  maxSize: 1024,
  overlap: 50,
  separator: '\n\n',
  removeExtraSpaces: true,
  removeUrlsAndEmails: false,
  structure: 'auto',
  parent: { mode: 'paragraph' },
  child: { separator: '\n', maxSize: 512 },
  questions: { language: 'English' },
}

/** How a base is searched unless it is told otherwise. @public */
export const DEFAULT_RETRIEVAL: RetrievalSettings = { method: 'hybrid', topK: 4, vectorWeight: 0.5 }

const MAX_TOP_K = 100
const MAX_NEIGHBOURS = 5

/** Shortest and longest chunk by unit. */
const SIZES = { characters: [64, 16_000], tokens: [16, 8_000] } as const
const LEAST_CHILD = { characters: 16, tokens: 4 } as const

/** Fills in what is missing from `defaults`. @throws `CALL_INVALID` naming the field that is out of range */
export function completeSplit(
  settings: Partial<SplitSettings> = {},
  defaults: SplitSettings = DEFAULT_SPLIT,
): SplitSettings {
  const split = { ...defaults, ...settings }
  checkChoice('mode', split.mode, ['general', 'parent-child', 'question-answer'])
  checkChoice('unit', split.unit, ['characters', 'tokens'])
  checkChoice('structure', split.structure, ['auto', 'plain'])
  checkChoice('parent', split.parent.mode, ['paragraph', 'full-document'])
  const [least, most] = SIZES[split.unit]
  checkRange('maxSize', split.maxSize, least, most, true)
  checkRange('overlap', split.overlap, 0, Math.floor(split.maxSize / 2), true)
  checkRange('child', split.child.maxSize, LEAST_CHILD[split.unit], most, true)
  if (split.questions.language.trim() === '') throw invalid('questions', 'given a language')
  return {
    ...split,
    separator: unescapeSeparator(split.separator),
    child: { ...split.child, separator: unescapeSeparator(split.child.separator) },
  }
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
  const { method, topK, vectorWeight, scoreThreshold, fusion, rerank, neighbours } = merged
  checkChoice('method', method, ['vector', 'full-text', 'hybrid'])
  checkRange('topK', topK, 1, MAX_TOP_K, true)
  checkRange('vectorWeight', vectorWeight, 0, 1, false)
  if (scoreThreshold !== undefined) checkRange('scoreThreshold', scoreThreshold, 0, 1, false)
  if (fusion !== undefined) checkChoice('fusion', fusion, ['weighted', 'rrf', 'dify'])
  if (neighbours !== undefined) checkRange('neighbours', neighbours, 0, MAX_NEIGHBOURS, true)
  if (rerank?.type === 'mmr') checkRange('rerank.lambda', rerank.lambda, 0, 1, false)
  return merged
}

/** People type `\n` in a form to mean a line end. */
function unescapeSeparator(separator: string): string {
  return separator.replace(/\\([nrt\\])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter === 't' ? '\t' : '\\',
  )
}

function checkChoice(field: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw invalid(field, `one of ${choices.join(', ')}`)
}

function checkRange(field: string, value: number, least: number, most: number, whole: boolean): void {
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return
  throw invalid(field, `${whole ? 'a whole number' : 'a number'} from ${least} to ${most}`)
}

function invalid(field: string, wanted: string): SkepError {
  return new SkepError('CALL_INVALID', `The setting ${field} must be ${wanted}.`, { field })
}
