import { IconButton, TextField } from '@skep/react/ui'
import { Plus, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { useFeatures } from './use-features.ts'

/** Questions that one may begin with. @internal */
export function QuestionsSection(): ReactElement {
  const t = useT()
  const { features, set, isReadOnly } = useFeatures()
  const questions = features.suggestedQuestions ?? []
  const setQuestions = (next: readonly string[]): void =>
    set('suggestedQuestions', next.length > 0 ? next : undefined)
  return (
    <Section
      title={t('builder.features.questions')}
      action={
        isReadOnly ? null : (
          <IconButton
            size="sm"
            label={t('builder.row.add')}
            icon={<Plus size={15} />}
            onClick={() => setQuestions([...questions, ''])}
          />
        )
      }
    >
      {questions.length === 0 ? <EmptyRow>{t('builder.features.noQuestions')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-2">
        {questions.map((question, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text that is being typed is no identity
          <li key={index} className="sk:flex sk:gap-1.5">
            <TextField
              className="sk:flex-1"
              aria-label={t('builder.features.question', { number: index + 1 })}
              value={question}
              onValueChange={(text) => setQuestions(questions.with(index, text))}
            />
            {isReadOnly ? null : (
              <IconButton
                size="lg"
                label={t('builder.row.remove', { name: question })}
                icon={<Trash2 size={14} />}
                onClick={() => setQuestions(questions.toSpliced(index, 1))}
              />
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
