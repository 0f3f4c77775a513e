import { IconButton, Select, TextArea, TextField } from '@skep/react/ui'
import {
  FORM_INPUT_TYPES,
  type FormInput,
  type HumanInputConfig,
  parseFormContent,
  VARIABLE_NAME,
} from '@skep/schema'
import { CornerLeftUp, Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { RowButtons } from '../fields/row-buttons.tsx'
import { Section } from '../fields/section.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'

type FormFieldsProps = Pick<
  NodePanelProps<HumanInputConfig>,
  'config' | 'set' | 'setMany' | 'issues' | 'isReadOnly'
>

/** The fields of a form. @internal */
export function FormFields({ config, set, setMany, isReadOnly }: FormFieldsProps): ReactElement {
  const t = useT()
  const { inputs, content } = config
  const put = (next: readonly FormInput[]): void => set(['inputs'], next.map(asJson))
  const placed = new Set(
    parseFormContent(content).flatMap((part) => (part.type === 'field' ? [part.name] : [])),
  )
  const slot = (name: string): string => `{{#$output.${name}#}}`
  const withSlot = (name: string): string =>
    `${content.trimEnd()}${content.trim() ? '\n\n' : ''}${slot(name)}`
  const add = (): void => {
    const names = new Set(inputs.map(({ name }) => name))
    let name = 'answer'
    for (let number = 2; names.has(name); number += 1) name = `answer_${number}`
    setMany([
      { path: ['inputs'], value: [...inputs.map(asJson), { type: 'paragraph', name }] },
      { path: ['content'], value: withSlot(name) },
    ])
  }
  return (
    <Section
      title={t('builder.form.fields')}
      action={
        isReadOnly ? null : (
          <IconButton size="sm" label={t('builder.form.addField')} icon={<Plus size={15} />} onClick={add} />
        )
      }
    >
      {inputs.length === 0 ? <EmptyRow>{t('builder.form.noFields')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-2">
        {inputs.map((input, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being typed
          <li key={index}>
            <FieldRow
              input={input}
              index={index}
              inputs={inputs}
              isPlaced={placed.has(input.name)}
              isReadOnly={isReadOnly}
              onInputsChange={put}
              onPlace={() => set(['content'], withSlot(input.name))}
              onRename={(name) =>
                // The places in the text follow the name, or a typed letter would empty them.
                setMany([
                  { path: ['inputs', index, 'name'], value: name },
                  { path: ['content'], value: content.replaceAll(slot(input.name), slot(name)) },
                ])
              }
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}

interface FieldRowProps {
  readonly input: FormInput
  readonly index: number
  readonly inputs: readonly FormInput[]
  readonly isPlaced: boolean
  readonly isReadOnly: boolean
  readonly onInputsChange: (inputs: readonly FormInput[]) => void
  readonly onPlace: () => void
  readonly onRename: (name: string) => void
}

function FieldRow(props: FieldRowProps): ReactElement {
  const { input, index, inputs, isPlaced, isReadOnly, onInputsChange } = props
  const t = useT()
  const number = index + 1
  const isDouble = inputs.some((other) => other !== input && other.name === input.name)
  const change = (next: FormInput): void => onInputsChange(inputs.with(index, next))
  const problem = !VARIABLE_NAME.test(input.name)
    ? t('builder.name.invalid')
    : isDouble
      ? t('builder.name.double')
      : undefined
  const isText = input.type === 'text-input' || input.type === 'paragraph'
  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5 sk:rounded-sm sk:border sk:border-line sk:bg-sunken/50 sk:p-2">
      <div className="sk:flex sk:items-start sk:gap-1.5">
        <TextField
          className="sk:min-w-0 sk:flex-1"
          isMono
          aria-label={t('builder.row.name', { number })}
          value={input.name}
          error={problem}
          onValueChange={props.onRename}
        />
        <Select
          className="sk:w-30 sk:shrink-0"
          aria-label={t('builder.code.outputType', { name: input.name })}
          value={input.type}
          options={FORM_INPUT_TYPES.map((type) => ({ value: type, label: t(`builder.start.type.${type}`) }))}
          onValueChange={(type) => {
            const { options: _, default: __, ...rest } = input
            change({ ...rest, type, ...(type === 'select' ? { options: input.options ?? [] } : {}) })
          }}
        />
        {isReadOnly ? null : (
          <RowButtons items={inputs} index={index} name={input.name} onItemsChange={onInputsChange} />
        )}
      </div>
      {input.type === 'select' ? (
        <TextArea
          label={t('builder.start.options')}
          hint={t('builder.start.optionsHint')}
          rows={3}
          value={(input.options ?? []).join('\n')}
          error={(input.options ?? []).length === 0 ? t('builder.required') : undefined}
          onValueChange={(text) => change({ ...input, options: text === '' ? [] : text.split('\n') })}
        />
      ) : null}
      {isText ? (
        <div className="sk:flex sk:items-center sk:gap-1.5">
          {input.default?.type === 'variable' ? (
            <VariableField
              className="sk:min-w-0 sk:flex-1"
              aria-label={t('builder.form.default', { name: input.name })}
              value={input.default.selector}
              isClearable
              onValueChange={(selector) =>
                change({ ...input, default: { type: 'variable', selector, value: '' } })
              }
            />
          ) : (
            <TextField
              className="sk:min-w-0 sk:flex-1"
              aria-label={t('builder.form.default', { name: input.name })}
              placeholder={t('builder.conversation.first')}
              value={input.default?.value ?? ''}
              onValueChange={(value) =>
                change({ ...input, default: { type: 'constant', selector: [], value } })
              }
            />
          )}
          <Select
            className="sk:w-28 sk:shrink-0"
            aria-label={t('builder.value.kind', { number })}
            value={input.default?.type ?? 'constant'}
            options={[
              { value: 'constant', label: t('builder.value.constant') },
              { value: 'variable', label: t('builder.value.variable') },
            ]}
            onValueChange={(type) => change({ ...input, default: { type, selector: [], value: '' } })}
          />
        </div>
      ) : null}
      {isPlaced || isReadOnly ? null : (
        <div className="sk:flex sk:items-center sk:gap-1 sk:text-sm sk:text-muted">
          <span className="sk:min-w-0 sk:flex-1">{t('builder.form.notPlaced')}</span>
          <IconButton
            size="sm"
            label={t('builder.form.place')}
            icon={<CornerLeftUp size={14} />}
            onClick={props.onPlace}
          />
        </div>
      )}
    </div>
  )
}
