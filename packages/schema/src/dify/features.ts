import type { AppFeatures } from '../app.ts'
import type { JsonObject } from '../json.ts'
import { defined, type Reader } from './reader.ts'
import { applyResidue, residueOf } from './residue.ts'

/** What Dify writes for features that nobody has touched. */
const UNTOUCHED: JsonObject = {
  suggested_questions_after_answer: { enabled: false },
  speech_to_text: { enabled: false },
  text_to_speech: { enabled: false, voice: '', language: '' },
  sensitive_word_avoidance: { enabled: false },
  file_upload: { enabled: false },
}

/** @internal */
export function writeFeatures(features: AppFeatures): JsonObject {
  const { openingStatement = '', suggestedQuestions = [], citations = true, foreign } = features
  return applyResidue(
    {
      ...UNTOUCHED,
      opening_statement: openingStatement,
      suggested_questions: suggestedQuestions,
      retriever_resource: { enabled: citations },
    },
    foreign,
  )
}

/** @internal */
export function readFeatures(data: Reader | undefined): AppFeatures {
  if (!data) return {}
  const questions = data.texts('suggested_questions')
  const features = defined<AppFeatures>({
    openingStatement: data.text('opening_statement') || undefined,
    suggestedQuestions: questions.length > 0 ? questions : undefined,
    citations: data.inner('retriever_resource')?.boolean('enabled') === false ? false : undefined,
  })
  const foreign = residueOf(writeFeatures(features), data.value)
  return foreign ? { ...features, foreign } : features
}
