import { IconButton, Select } from '@skep/react/ui'
import { type LlmConfig, newId, type PromptMessage } from '@skep/schema'
import { Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { CodeField } from '../fields/code-field.tsx'
import { RowButtons } from '../fields/row-buttons.tsx'
import { Section } from '../fields/section.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { useT } from '../use-t.ts'

const ROLES = ['system', 'user', 'assistant'] as const

/** The messages that a model gets, in order. @internal */
export function PromptMessages({ config, set, issues, isReadOnly }: NodePanelProps<LlmConfig>): ReactElement {
  const t = useT()
  const { prompt } = config
  const put = (next: readonly PromptMessage[]): void => set(['prompt'], next.map(asJson))
  const add = (): void => {
    const role = prompt.at(-1)?.role === 'user' ? 'assistant' : 'user'
    put([...prompt, { id: newId('message'), role, text: '' }])
  }
  const isMissing = issues.some((issue) => issue.code === 'FIELD_REQUIRED' && issue.path[0] === 'prompt')
  return (
    <Section
      title={t('builder.llm.prompt')}
      hint={t('builder.llm.promptHint')}
      action={
        isReadOnly ? null : (
          <IconButton size="sm" label={t('builder.llm.addMessage')} icon={<Plus size={15} />} onClick={add} />
        )
      }
    >
      <ol className="sk:flex sk:flex-col sk:gap-3">
        {prompt.map((message, index) => (
          <li key={message.id ?? index}>
            <Message
              message={message}
              index={index}
              error={isMissing && index === 0 ? t('builder.required') : undefined}
              onChange={(key, value) => set(['prompt', index, key], value)}
              actions={
                isReadOnly ? null : (
                  <RowButtons
                    items={prompt}
                    index={index}
                    name={t('builder.llm.messageName', { number: index + 1 })}
                    canRemove={prompt.length > 1}
                    onItemsChange={put}
                  />
                )
              }
            />
          </li>
        ))}
      </ol>
    </Section>
  )
}

interface MessageProps {
  readonly message: PromptMessage
  readonly index: number
  readonly error: string | undefined
  readonly onChange: (key: 'role' | 'text' | 'jinjaText', value: string) => void
  readonly actions: ReactElement | null
}

function Message({ message, index, error, onChange, actions }: MessageProps): ReactElement {
  const t = useT()
  const label = t('builder.llm.message', { number: index + 1, role: t(`builder.role.${message.role}`) })
  const role = (
    <Select
      size="sm"
      className="sk:w-28"
      aria-label={t('builder.llm.role', { number: index + 1 })}
      value={message.role}
      options={ROLES.map((each) => ({ value: each, label: t(`builder.role.${each}`) }))}
      onValueChange={(value) => onChange('role', value)}
    />
  )
  if (message.edition === 'jinja2') {
    return (
      <CodeField
        label={role}
        aria-label={label}
        action={actions}
        language="plain"
        lines={[4, 14]}
        hint={t('builder.llm.jinja')}
        error={error}
        value={message.jinjaText ?? ''}
        onValueChange={(text) => onChange('jinjaText', text)}
      />
    )
  }
  return (
    <TemplateField
      label={role}
      aria-label={label}
      action={actions}
      hasContext
      lines={[4, 16]}
      error={error}
      value={message.text}
      onValueChange={(text) => onChange('text', text)}
    />
  )
}
