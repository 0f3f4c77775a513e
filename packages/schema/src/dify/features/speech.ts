import type { SpeechToTextFeature, TextToSpeechFeature } from '../../features.ts'
import type { JsonObject } from '../../json.ts'
import { defined, type Reader } from '../reader.ts'
import { isUntouched } from './untouched.ts'

/** @internal */
export function readSpeechToText(data: Reader | undefined): SpeechToTextFeature | undefined {
  return data?.boolean('enabled') ? { enabled: true } : undefined
}

/** @internal */
export function readTextToSpeech(data: Reader | undefined): TextToSpeechFeature | undefined {
  if (!data || isUntouched(data)) return undefined
  const autoPlay = data.choice('autoPlay', ['enabled', 'disabled'])
  return defined<TextToSpeechFeature>({
    enabled: data.boolean('enabled') ?? false,
    voice: data.text('voice') || undefined,
    language: data.text('language') || undefined,
    autoPlay: autoPlay && autoPlay === 'enabled',
  })
}

/** @internal */
export function writeTextToSpeech(feature: TextToSpeechFeature): JsonObject {
  const { enabled, voice = '', language = '', autoPlay } = feature
  return defined<JsonObject>({
    enabled,
    voice,
    language,
    autoPlay: autoPlay === undefined ? undefined : autoPlay ? 'enabled' : 'disabled',
  })
}
