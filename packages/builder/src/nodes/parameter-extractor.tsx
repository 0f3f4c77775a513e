import { Button, IconButton, SegmentedControl, Select, Switch, TextArea, TextField } from '@skep/react/ui'
import {
  type ExtractedParameter,
  isVariableName,
  PARAMETER_TYPES,
  type ParameterExtractorConfig,
  parameterExtractorNode,
} from '@skep/schema'
import { Plus, ScanText, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson } from '../core/patches.ts'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'
import { MemorySection, ModelSection, ModelSummary, VisionSection } from './model-sections.tsx'
import { OutputsSection } from './outputs-section.tsx'
import { SummaryLine } from './summary.tsx'

type Config = ParameterExtractorConfig

function Summary({ config }: NodeSummaryProps<Config>): ReactElement {
  const t = useT()
  const names = config.parameters.map((each) => each.name).filter((name) => name !== '')
  return (
    <>
      <ModelSummary model={config.model} />
      <SummaryLine>
        {names.length === 0 ? (
          t('builder.extractor.none')
        ) : (
          <span className="sk:font-mono">{names.join(', ')}</span>
        )}
      </SummaryLine>
    </>
  )
}

function Panel(props: NodePanelProps<Config>): ReactElement {
  const { config, set, setMany, issues } = props
  const t = useT()
  const isMissing = issues.some((issue) => issue.path[0] === 'query' && issue.code === 'FIELD_REQUIRED')
  return (
    <>
      <Section title={t('builder.extractor.query')} hint={t('builder.extractor.queryHint')}>
        <VariableField
          aria-label={t('builder.extractor.query')}
          value={config.query}
          types={['string']}
          error={isMissing ? t('builder.required') : undefined}
          onValueChange={(selector) => set(['query'], selector)}
        />
      </Section>
      <ModelSection model={config.model} set={set} setMany={setMany} />
      <Parameters {...props} />
      <Section title={t('builder.extractor.instruction')}>
        <TemplateField
          aria-label={t('builder.extractor.instruction')}
          value={config.instruction}
          onValueChange={(text) => set(['instruction'], text)}
        />
        <SegmentedControl
          label={t('builder.extractor.mode')}
          value={config.reasoningMode}
          onValueChange={(mode) => set(['reasoningMode'], mode)}
          options={[
            { value: 'prompt', label: t('builder.extractor.byPrompt') },
            { value: 'function_call', label: t('builder.extractor.byCall') },
          ]}
        />
        <p className="sk:text-sm sk:text-muted">
          {t(
            config.reasoningMode === 'prompt'
              ? 'builder.extractor.byPromptHint'
              : 'builder.extractor.byCallHint',
          )}
        </p>
      </Section>
      <MemorySection memory={config.memory} set={set} hasQuery={false} />
      <VisionSection vision={config.vision} set={set} />
      <OutputsSection outputs={parameterExtractorNode.outputs(config)} />
    </>
  )
}

function Parameters({ config, set, issues, isReadOnly }: NodePanelProps<Config>): ReactElement {
  const t = useT()
  const { parameters } = config
  const put = (next: readonly ExtractedParameter[]): void => set(['parameters'], next.map(asJson))
  const add = (): void => {
    const names = new Set(parameters.map((each) => each.name))
    let name = 'value'
    for (let number = 2; names.has(name); number += 1) name = `value_${number}`
    put([...parameters, { name, type: 'string', description: '', required: true }])
  }
  return (
    <Section title={t('builder.extractor.parameters')} hint={t('builder.extractor.parametersHint')}>
      {parameters.length === 0 ? <EmptyRow>{t('builder.extractor.none')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-2">
        {parameters.map((parameter, index) => (
          <Parameter
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id; a name that is being typed is none
            key={index}
            parameter={parameter}
            index={index}
            set={set}
            hasIssue={(key, code) =>
              issues.some(
                ({ path, code: found }) =>
                  path[0] === 'parameters' &&
                  path[1] === index &&
                  path[2] === key &&
                  (!code || found === code),
              )
            }
            isReadOnly={isReadOnly}
            onRemove={() => put(parameters.toSpliced(index, 1))}
          />
        ))}
      </ul>
      {isReadOnly ? null : (
        <div>
          <Button size="sm" icon={<Plus size={14} />} onClick={add}>
            {t('builder.extractor.add')}
          </Button>
        </div>
      )}
    </Section>
  )
}

interface ParameterProps {
  readonly parameter: ExtractedParameter
  readonly index: number
  readonly set: NodePanelProps<Config>['set']
  readonly hasIssue: (key: string, code?: string) => boolean
  readonly isReadOnly: boolean
  readonly onRemove: () => void
}

function Parameter(props: ParameterProps): ReactElement {
  const { parameter, index, set, hasIssue, isReadOnly, onRemove } = props
  const t = useT()
  const { name, type, description, required, options } = parameter
  const number = index + 1
  const problem = hasIssue('name', 'NAME_DUPLICATE')
    ? t('builder.name.double')
    : (name !== '' && !isVariableName(name)) || hasIssue('name', 'NAME_INVALID')
      ? t('builder.name.invalid')
      : hasIssue('name')
        ? t('builder.required')
        : undefined
  return (
    <li className="sk:flex sk:flex-col sk:gap-1.5 sk:rounded-sm sk:border sk:border-line sk:bg-sunken/50 sk:p-2">
      <div className="sk:flex sk:items-start sk:gap-1.5">
        <TextField
          className="sk:min-w-0 sk:flex-1"
          aria-label={t('builder.row.name', { number })}
          isMono
          value={name}
          error={problem}
          onValueChange={(next) => set(['parameters', index, 'name'], next)}
        />
        <Select
          className="sk:w-34 sk:shrink-0"
          aria-label={t('builder.extractor.type', { number })}
          value={type}
          options={PARAMETER_TYPES.map((each) => ({ value: each, label: each }))}
          onValueChange={(next) => set(['parameters', index, 'type'], next)}
        />
        {isReadOnly ? null : (
          <IconButton
            size="lg"
            label={t('builder.row.remove', { name: name || String(number) })}
            icon={<Trash2 size={14} />}
            onClick={onRemove}
          />
        )}
      </div>
      <TemplateField
        aria-label={t('builder.extractor.description', { number })}
        placeholder={t('builder.extractor.descriptionPlaceholder')}
        lines={[1, 5]}
        value={description}
        error={hasIssue('description') ? t('builder.required') : undefined}
        onValueChange={(text) => set(['parameters', index, 'description'], text)}
      />
      {type === 'select' ? (
        <TextArea
          aria-label={t('builder.extractor.options', { number })}
          hint={t('builder.start.optionsHint')}
          error={hasIssue('options') ? t('builder.required') : undefined}
          rows={2}
          value={(options ?? []).join('\n')}
          onValueChange={(text) =>
            set(['parameters', index, 'options'], text === '' ? undefined : text.split('\n'))
          }
        />
      ) : null}
      <Switch
        label={t('builder.extractor.required')}
        checked={required}
        onCheckedChange={(isOn) => set(['parameters', index, 'required'], isOn)}
      />
    </li>
  )
}

/** A model finds values in a text. @public */
export const parameterExtractorPanel: PanelDefinition = definePanel(parameterExtractorNode, {
  icon: ScanText,
  summary: Summary,
  Panel,
})
