import type { SplitSettings } from '@skep/client'
import { useMessages } from '@skep/react'
import { NumberField, SegmentedControl, Select, Switch, TextField } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { useModels } from '../state/use-models.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { escapeSeparator } from './escape-separator.ts'

/** @internal */
export interface SplitFieldsProps {
  readonly split: SplitSettings
  readonly onChange: (split: SplitSettings) => void
}

/** The bounds that knowledge checks. */
const SIZES = {
  characters: { least: 64, most: 16_000, leastChild: 16 },
  tokens: { least: 16, most: 8_000, leastChild: 4 },
} as const

const WHATEVER = ''

/** How documents are cut into passages. @internal */
export function SplitFields({ split, onChange }: SplitFieldsProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const { least, most } = SIZES[split.unit]
  const change = (changes: Partial<SplitSettings>): void => onChange({ ...split, ...changes })
  return (
    <div className="sk:flex sk:flex-col sk:gap-4">
      <SegmentedControl
        label={t('uploader.splitMode')}
        className="sk:self-start"
        value={split.mode}
        onValueChange={(mode) => change({ mode })}
        options={[
          { value: 'general', label: t('uploader.splitGeneral') },
          { value: 'parent-child', label: t('uploader.splitParentChild') },
          { value: 'question-answer', label: t('uploader.splitQuestions') },
        ]}
      />
      <p className="sk:-mt-2 sk:text-sm sk:text-muted">{t(HINTS[split.mode])}</p>
      {split.mode === 'parent-child' ? (
        <SegmentedControl
          label={t('uploader.parentMode')}
          className="sk:self-start"
          value={split.parent.mode}
          onValueChange={(mode) => change({ parent: { mode } })}
          options={[
            { value: 'paragraph', label: t('uploader.parentParagraph') },
            { value: 'full-document', label: t('uploader.parentDocument') },
          ]}
        />
      ) : null}
      <div className="sk:grid sk:grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] sk:items-end sk:gap-3">
        <NumberField
          label={t('uploader.maxSize')}
          value={split.maxSize}
          min={least}
          max={most}
          step={50}
          onValueChange={(maxSize = split.maxSize) =>
            change({ maxSize, overlap: Math.min(split.overlap, Math.floor(maxSize / 2)) })
          }
        />
        <Select
          label={t('uploader.unit')}
          value={split.unit}
          onValueChange={(unit) => change({ unit })}
          options={[
            { value: 'characters', label: t('uploader.unitCharacters') },
            { value: 'tokens', label: t('uploader.unitTokens') },
          ]}
        />
        <NumberField
          label={t('uploader.overlap')}
          value={split.overlap}
          min={0}
          max={Math.floor(split.maxSize / 2)}
          step={10}
          onValueChange={(overlap = 0) => change({ overlap })}
        />
        <SeparatorField
          label={t('uploader.separator')}
          value={split.separator}
          onChange={(separator) => change({ separator })}
        />
        {split.mode === 'parent-child' ? (
          <>
            <NumberField
              label={t('uploader.childSize')}
              value={split.child.maxSize}
              min={SIZES[split.unit].leastChild}
              max={most}
              step={50}
              onValueChange={(maxSize = split.child.maxSize) =>
                change({ child: { ...split.child, maxSize } })
              }
            />
            <SeparatorField
              label={t('uploader.childSeparator')}
              value={split.child.separator}
              onChange={(separator) => change({ child: { ...split.child, separator } })}
            />
          </>
        ) : null}
      </div>
      {split.mode === 'question-answer' ? <QuestionFields split={split} onChange={onChange} /> : null}
      <div className="sk:flex sk:flex-col sk:gap-2.5">
        <Switch
          label={t('uploader.removeExtraSpaces')}
          checked={split.removeExtraSpaces}
          onCheckedChange={(removeExtraSpaces) => change({ removeExtraSpaces })}
        />
        <Switch
          label={t('uploader.removeUrls')}
          checked={split.removeUrlsAndEmails}
          onCheckedChange={(removeUrlsAndEmails) => change({ removeUrlsAndEmails })}
        />
        <Switch
          label={t('uploader.keepStructure')}
          checked={split.structure === 'auto'}
          onCheckedChange={(isOn) => change({ structure: isOn ? 'auto' : 'plain' })}
        />
      </div>
    </div>
  )
}

const HINTS = {
  general: 'uploader.splitGeneralHint',
  'parent-child': 'uploader.splitParentChildHint',
  'question-answer': 'uploader.splitQuestionsHint',
} as const

function SeparatorField({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (separator: string) => void
}): ReactElement {
  return (
    <TextField
      label={label}
      dir="ltr"
      // What is typed is kept as it is typed until it is saved; what is stored is shown escaped.
      value={/[\n\r\t]/.test(value) ? escapeSeparator(value) : value}
      onValueChange={onChange}
    />
  )
}

function QuestionFields({ split, onChange }: SplitFieldsProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const models = useModels('chat')
  const { questions } = split
  return (
    <div className="sk:grid sk:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))] sk:gap-3">
      <Select
        label={t('uploader.questionModel')}
        value={questions.model ? `${questions.model.provider}/${questions.model.model}` : WHATEVER}
        onValueChange={(key) => {
          const { model: _, ...rest } = questions
          const chosen = models.find(({ provider, model }) => `${provider}/${model}` === key)
          onChange({
            ...split,
            questions: chosen ? { ...rest, model: { provider: chosen.provider, model: chosen.model } } : rest,
          })
        }}
        options={[
          { value: WHATEVER, label: t('uploader.questionModelDefault') },
          ...models
            .filter(({ isLanguageModel }) => isLanguageModel)
            .map(({ provider, model, label }) => ({ value: `${provider}/${model}`, label, group: provider })),
        ]}
      />
      <TextField
        label={t('uploader.questionLanguage')}
        value={questions.language}
        onValueChange={(language) => onChange({ ...split, questions: { ...questions, language } })}
      />
    </div>
  )
}
