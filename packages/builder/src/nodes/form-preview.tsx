import type { HumanForm } from '@skep/client'
import { HumanFormView } from '@skep/react/forms'
import { type HumanInputConfig, parseTemplate } from '@skep/schema'
import type { ReactElement } from 'react'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { useReferenceText } from './summary.tsx'

/** How the form will look; variables stand as their names. @internal */
export function FormPreview({ config }: { readonly config: HumanInputConfig }): ReactElement {
  const t = useT()
  const say = useReferenceText()
  const content = parseTemplate(config.content)
    .map((part) => (part.type === 'text' ? part.text : `\`${say(part.selector)}\``))
    .join('')
  const form: HumanForm = {
    content,
    fields: config.inputs.map(({ name, type, options, default: first }) => ({
      name,
      type,
      ...(options ? { options } : {}),
      ...(first?.type === 'constant' && first.value !== '' ? { default: first.value } : {}),
    })),
    actions: config.actions,
  }
  // A form that sends nowhere: it can be tried, and nothing happens.
  const key = JSON.stringify([config.inputs, config.actions])
  return (
    <Section title={t('builder.form.preview')}>
      <HumanFormView key={key} form={form} onSubmit={() => Promise.resolve()} />
    </Section>
  )
}
