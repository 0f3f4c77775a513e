import type { AppFeatures } from '../features.ts'
import type { JsonObject } from '../json.ts'
import { readAnnotationReply, writeAnnotationReply } from './features/annotation-reply.ts'
import { readFileUpload, writeFileUpload } from './features/file-upload.ts'
import { readFollowUps, writeFollowUps } from './features/follow-ups.ts'
import { readModeration, writeModeration } from './features/moderation.ts'
import { readSpeechToText, readTextToSpeech, writeTextToSpeech } from './features/speech.ts'
import { defined, type Reader } from './reader.ts'
import { applyResidue, residueOf } from './residue.ts'

const OFF: JsonObject = { enabled: false }

/**
 * The features as Dify names them, without what rode along. `model_config` of simple apps holds them among other
 * keys; `features` of workflow apps holds nothing else.
 * @internal
 */
export function writeFeatureFields(features: AppFeatures): JsonObject {
  const { openingStatement = '', suggestedQuestions = [], citations = true } = features
  const { followUps, moderation, fileUpload, speechToText, textToSpeech, annotationReply } = features
  return defined<JsonObject>({
    opening_statement: openingStatement,
    suggested_questions: suggestedQuestions,
    suggested_questions_after_answer: followUps ? writeFollowUps(followUps) : OFF,
    speech_to_text: { enabled: speechToText?.enabled ?? false },
    text_to_speech: writeTextToSpeech(textToSpeech ?? { enabled: false }),
    retriever_resource: { enabled: citations },
    sensitive_word_avoidance: moderation ? writeModeration(moderation) : OFF,
    file_upload: fileUpload ? writeFileUpload(fileUpload) : OFF,
    annotation_reply: annotationReply && writeAnnotationReply(annotationReply),
  })
}

/** The features among the keys of a mapping; other keys are left to the caller. @internal */
export function readFeatureFields(data: Reader): AppFeatures {
  const questions = data.texts('suggested_questions')
  return defined<AppFeatures>({
    openingStatement: data.text('opening_statement') || undefined,
    suggestedQuestions: questions.length > 0 ? questions : undefined,
    citations: data.inner('retriever_resource')?.boolean('enabled') === false ? false : undefined,
    followUps: readFollowUps(data.inner('suggested_questions_after_answer')),
    moderation: readModeration(data.inner('sensitive_word_avoidance')),
    annotationReply: readAnnotationReply(data.inner('annotation_reply')),
    fileUpload: readFileUpload(data.inner('file_upload')),
    speechToText: readSpeechToText(data.inner('speech_to_text')),
    textToSpeech: readTextToSpeech(data.inner('text_to_speech')),
  })
}

/** @internal */
export function writeFeatures(features: AppFeatures): JsonObject {
  return applyResidue(writeFeatureFields(features), features.foreign)
}

/** @internal */
export function readFeatures(data: Reader | undefined): AppFeatures {
  if (!data) return {}
  const features = readFeatureFields(data)
  const foreign = residueOf(writeFeatureFields(features), data.value)
  return foreign ? { ...features, foreign } : features
}
