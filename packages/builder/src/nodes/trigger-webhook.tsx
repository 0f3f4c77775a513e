import { IconButton, NumberField, Select, Switch, TextArea, TextField } from '@skep/react/ui'
import {
  type TriggerWebhookConfig,
  triggerWebhookNode,
  type ValueType,
  WEBHOOK_CONTENT_TYPES,
  WEBHOOK_METHODS,
  webhookFields,
} from '@skep/schema'
import { Plus, Trash2, Webhook } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { TypeSelect } from '../fields/type-select.tsx'
import { useT } from '../use-t.ts'
import { OutputsSection } from './outputs-section.tsx'
import { SummaryLine } from './summary.tsx'
import { TriggerNote } from './trigger-note.tsx'

type Config = TriggerWebhookConfig
type Part = 'headers' | 'params' | 'body'

const PARAM_TYPES: readonly ValueType[] = ['string', 'number', 'boolean']
const BODY_TYPES: readonly ValueType[] = [
  'string',
  'number',
  'boolean',
  'object',
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
  'file',
]

function Summary({ config }: NodeSummaryProps<Config>): ReactElement {
  const names = webhookFields(config).map(({ variable }) => variable)
  return (
    <>
      <SummaryLine>
        <span className="sk:font-mono">{config.method.toUpperCase()}</span> · {config.contentType}
      </SummaryLine>
      {names.length > 0 ? (
        <SummaryLine>
          <span className="sk:font-mono">{names.join(', ')}</span>
        </SummaryLine>
      ) : null}
    </>
  )
}

function Panel(props: NodePanelProps<Config>): ReactElement {
  const { config, set, issues } = props
  const t = useT()
  return (
    <>
      <TriggerNote text={t('builder.webhook.note')} />
      <Section title={t('builder.webhook.request')}>
        <div className="sk:flex sk:items-start sk:gap-2">
          <Select
            className="sk:w-28 sk:shrink-0"
            label={t('builder.webhook.method')}
            value={config.method}
            options={WEBHOOK_METHODS.map((each) => ({ value: each, label: each.toUpperCase() }))}
            onValueChange={(method) => set(['method'], method)}
          />
          <Select
            className="sk:min-w-0 sk:flex-1"
            label={t('builder.webhook.contentType')}
            value={config.contentType}
            options={WEBHOOK_CONTENT_TYPES.map((each) => ({ value: each, label: each }))}
            onValueChange={(type) => set(['contentType'], type)}
          />
        </div>
      </Section>
      <Fields {...props} part="params" title={t('builder.webhook.params')} types={PARAM_TYPES} />
      <Fields {...props} part="headers" title={t('builder.webhook.headers')} types={[]} />
      <Fields {...props} part="body" title={t('builder.webhook.body')} types={BODY_TYPES} />
      <Section title={t('builder.webhook.response')}>
        <Switch
          label={t('builder.webhook.async')}
          hint={t('builder.webhook.asyncHint')}
          checked={config.asyncMode}
          onCheckedChange={(isOn) => set(['asyncMode'], isOn)}
        />
        <div className="sk:grid sk:grid-cols-2 sk:gap-2.5">
          <NumberField
            label={t('builder.webhook.status')}
            value={config.statusCode}
            min={200}
            max={399}
            error={
              issues.some((issue) => issue.path[0] === 'statusCode')
                ? t('builder.webhook.badStatus')
                : undefined
            }
            onValueChange={(status) => set(['statusCode'], Math.round(status ?? 200))}
          />
          <NumberField
            label={t('builder.webhook.timeout')}
            value={config.timeoutSeconds}
            min={1}
            max={600}
            onValueChange={(seconds) => set(['timeoutSeconds'], Math.round(seconds ?? 30))}
          />
        </div>
        <TextArea
          label={t('builder.webhook.responseBody')}
          isMono
          rows={3}
          value={config.responseBody}
          onValueChange={(text) => set(['responseBody'], text)}
        />
      </Section>
      <OutputsSection outputs={triggerWebhookNode.outputs(config)} />
    </>
  )
}

interface FieldsProps extends NodePanelProps<Config> {
  readonly part: Part
  readonly title: string
  /** None: every field is a text. */
  readonly types: readonly ValueType[]
}

function Fields({ config, set, issues, isReadOnly, part, title, types }: FieldsProps): ReactElement {
  const t = useT()
  const fields = config[part]
  const problemAt = (index: number): string | undefined => {
    const issue = issues.find(({ path }) => path[0] === part && path[1] === index)
    if (!issue) return undefined
    if (issue.code === 'FIELD_REQUIRED') return t('builder.required')
    return t(issue.code === 'NAME_DUPLICATE' ? 'builder.name.double' : 'builder.name.invalid')
  }
  const add = (): void => {
    const names = new Set(fields.map((field) => field.name))
    let name = part === 'headers' ? 'X-Value' : 'value'
    for (let number = 2; names.has(name); number += 1)
      name = `${part === 'headers' ? 'X-Value-' : 'value_'}${number}`
    const next = { name, required: false, ...(types.length > 0 ? { type: 'string' } : {}) }
    set([part], [...fields, next])
  }
  return (
    <Section
      title={title}
      action={
        isReadOnly ? null : (
          <IconButton
            size="sm"
            label={t('builder.webhook.add', { part: title })}
            icon={<Plus size={15} />}
            onClick={add}
          />
        )
      }
    >
      {fields.length === 0 ? <EmptyRow>{t('builder.webhook.none')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-2">
        {fields.map((field, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id; a name that is being typed is none
            key={index}
            className="sk:flex sk:flex-col sk:gap-1.5"
          >
            <div className="sk:flex sk:items-start sk:gap-1.5">
              <TextField
                className="sk:min-w-0 sk:flex-1"
                isMono
                aria-label={`${title}: ${t('builder.row.name', { number: index + 1 })}`}
                value={field.name}
                error={problemAt(index)}
                onValueChange={(name) => set([part, index, 'name'], name)}
              />
              {'type' in field ? (
                <TypeSelect
                  className="sk:w-32 sk:shrink-0"
                  aria-label={`${title}: ${t('builder.webhook.type', { number: index + 1 })}`}
                  value={field.type}
                  types={types}
                  onValueChange={(type) => set([part, index, 'type'], type)}
                />
              ) : null}
              {isReadOnly ? null : (
                <IconButton
                  size="lg"
                  label={t('builder.row.remove', { name: field.name || String(index + 1) })}
                  icon={<Trash2 size={14} />}
                  onClick={() =>
                    set(
                      [part],
                      fields.filter((_, at) => at !== index),
                    )
                  }
                />
              )}
            </div>
            <Switch
              label={t('builder.start.required')}
              checked={field.required}
              onCheckedChange={(isOn) => set([part, index, 'required'], isOn)}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Starts the app by a call from outside. @public */
export const triggerWebhookPanel: PanelDefinition = definePanel(triggerWebhookNode, {
  icon: Webhook,
  summary: Summary,
  Panel,
})
