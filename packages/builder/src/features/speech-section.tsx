import { Switch, TextField } from '@skep/react/ui'
import type { TextToSpeechFeature } from '@skep/schema'
import type { ReactElement } from 'react'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { useFeatures } from './use-features.ts'

/** A text of a feature; an empty one is none. */
function withText(
  feature: TextToSpeechFeature,
  key: 'voice' | 'language',
  text: string,
): TextToSpeechFeature {
  const { [key]: _, ...others } = feature
  return text === '' ? others : { ...others, [key]: text }
}

/** Speaking and listening. @internal */
export function SpeechSection(): ReactElement {
  const t = useT()
  const { features, set } = useFeatures()
  const speech: TextToSpeechFeature = features.textToSpeech ?? { enabled: false }
  return (
    <Section title={t('builder.feature.speech')} hint={t('builder.feature.speechHint')}>
      <Switch
        label={t('builder.feature.speechToText')}
        checked={features.speechToText?.enabled ?? false}
        onCheckedChange={(enabled) => set('speechToText', enabled ? { enabled } : undefined)}
      />
      <Switch
        label={t('builder.feature.textToSpeech')}
        checked={speech.enabled}
        onCheckedChange={(enabled) => set('textToSpeech', { ...speech, enabled })}
      />
      {speech.enabled ? (
        <>
          <div className="sk:grid sk:grid-cols-2 sk:gap-2.5">
            <TextField
              label={t('builder.feature.language')}
              placeholder="en-US"
              value={speech.language ?? ''}
              onValueChange={(text) => set('textToSpeech', withText(speech, 'language', text))}
            />
            <TextField
              label={t('builder.feature.voice')}
              value={speech.voice ?? ''}
              onValueChange={(text) => set('textToSpeech', withText(speech, 'voice', text))}
            />
          </div>
          <Switch
            label={t('builder.feature.autoPlay')}
            checked={speech.autoPlay ?? false}
            onCheckedChange={(autoPlay) => set('textToSpeech', { ...speech, autoPlay })}
          />
        </>
      ) : null}
    </Section>
  )
}
