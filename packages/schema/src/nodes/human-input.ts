import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem, type VariableUse } from '../define-node.ts'
import type { JsonObject } from '../json.ts'
import { parseTemplate, type Selector } from '../selectors.ts'
import type { OutputField, ValueType } from '../values.ts'
import { checkNames, FILE_FIELDS, jsonObjectField, selectorField } from './fields.ts'

/** @public */
export const FORM_INPUT_TYPES = ['text-input', 'paragraph', 'select', 'file', 'file-list'] as const

/** @public */
export type FormInputType = (typeof FORM_INPUT_TYPES)[number]

/** A field of the form. It stands in the text where `{{#$output.name#}}` is. @public */
export type FormInput = {
  readonly type: FormInputType
  readonly name: string
  /** What the field holds at first. */
  readonly default?: {
    readonly type: 'constant' | 'variable'
    readonly selector: Selector
    readonly value: string
  }
  /** The choices of a select. */
  readonly options?: readonly string[]
}

/** @public */
export const FORM_BUTTON_STYLES = ['default', 'primary', 'accent', 'ghost'] as const

/** A button. Its `id` is the way out that it takes. @public */
export type FormAction = {
  readonly id: string
  readonly title: string
  readonly style: (typeof FORM_BUTTON_STYLES)[number]
}

/** How people hear of the form. @public */
export type FormDelivery = {
  readonly id: string
  readonly type: string
  readonly enabled: boolean
  readonly config?: JsonObject
}

/** @public */
export type HumanInputConfig = {
  /** Markdown with references; `{{#$output.name#}}` is the place of a field. */
  readonly content: string
  readonly inputs: readonly FormInput[]
  readonly actions: readonly FormAction[]
  readonly timeout: number
  readonly timeoutUnit: 'hour' | 'day'
  readonly deliveries: readonly FormDelivery[]
}

/** The way out of a form that nobody answered in time. @public */
export const FORM_TIMEOUT_HANDLE = '__timeout'

/** The outputs beside those of the fields. @public */
export const FORM_ACTION_OUTPUT = '__action_id'

/** @public */
export const FORM_CONTENT_OUTPUT = '__rendered_content'

/** Dify's pattern of action ids: an identifier of at most 20 characters. */
const ACTION_ID = /^[A-Za-z_][A-Za-z0-9_]{0,19}$/

const VALUE_TYPE_OF: Readonly<Record<FormInputType, ValueType>> = {
  'text-input': 'string',
  paragraph: 'string',
  select: 'string',
  file: 'file',
  'file-list': 'array[file]',
}

const FIELD_REFERENCE = /\{\{#\$output\.([A-Za-z_][A-Za-z0-9_]{0,29})#\}\}/g

/** One part of a form's text: text with references still in it, or the place of a field. @public */
export type FormContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'field'; readonly name: string; readonly source: string }

/** Cuts a form's text at the places of its fields. Joining `text` and `source` gives the text back. @public */
export function parseFormContent(content: string): readonly FormContentPart[] {
  const parts: FormContentPart[] = []
  let from = 0
  for (const match of content.matchAll(FIELD_REFERENCE)) {
    if (match.index > from) parts.push({ type: 'text', text: content.slice(from, match.index) })
    parts.push({ type: 'field', name: match[1] ?? '', source: match[0] })
    from = match.index + match[0].length
  }
  if (from < content.length) parts.push({ type: 'text', text: content.slice(from) })
  return parts
}

function outputs({ inputs }: HumanInputConfig): readonly OutputField[] {
  return [
    ...inputs.map(({ name, type }): OutputField => {
      const valueType = VALUE_TYPE_OF[type]
      return { name, type: valueType, ...(valueType === 'file' ? { fields: FILE_FIELDS } : {}) }
    }),
    { name: FORM_ACTION_OUTPUT, type: 'string' },
    { name: FORM_CONTENT_OUTPUT, type: 'string' },
  ]
}

function uses({ content, inputs }: HumanInputConfig): readonly VariableUse[] {
  return [
    ...parseTemplate(content).flatMap((part): VariableUse[] =>
      part.type === 'variable' ? [{ selector: part.selector, path: ['content'], optional: true }] : [],
    ),
    ...inputs.flatMap((input, index): VariableUse[] =>
      input.default?.type === 'variable'
        ? [{ selector: input.default.selector, path: ['inputs', index, 'default'], optional: true }]
        : [],
    ),
  ]
}

function check({ inputs, actions, content, timeout }: HumanInputConfig): readonly NodeProblem[] {
  const names = new Set(inputs.map(({ name }) => name))
  const ids = new Set<string>([FORM_TIMEOUT_HANDLE])
  return [
    ...checkNames(
      inputs.map(({ name }) => name),
      (index) => ['inputs', index, 'name'],
    ),
    ...inputs.flatMap(({ type, options = [] }, index): NodeProblem[] =>
      type === 'select' && options.length === 0
        ? [{ code: 'FIELD_REQUIRED', path: ['inputs', index, 'options'] }]
        : [],
    ),
    ...parseFormContent(content).flatMap((part): NodeProblem[] =>
      part.type === 'field' && !names.has(part.name)
        ? [{ code: 'VARIABLE_MISSING', path: ['content'], params: { selector: ['$output', part.name] } }]
        : [],
    ),
    ...(actions.length === 0 ? [{ code: 'FIELD_REQUIRED' as const, path: ['actions'] }] : []),
    ...actions.flatMap(({ id, title }, index): NodeProblem[] => {
      const isTaken = ids.has(id)
      ids.add(id)
      const path = ['actions', index, 'id']
      return [
        ...(ACTION_ID.test(id) ? [] : [{ code: 'NAME_INVALID' as const, path, params: { name: id } }]),
        ...(isTaken ? [{ code: 'NAME_DUPLICATE' as const, path, params: { name: id } }] : []),
        ...(title.trim() === ''
          ? [{ code: 'FIELD_REQUIRED' as const, path: ['actions', index, 'title'] }]
          : []),
      ]
    }),
    ...(timeout > 0 ? [] : [{ code: 'FIELD_INVALID' as const, path: ['timeout'] }]),
  ]
}

/** Shows a form to a person and waits for the answer. @public */
export const humanInputNode: NodeDefinition<HumanInputConfig> = defineNode<HumanInputConfig>({
  type: 'human-input',
  version: 1,
  category: 'input',
  config: z.object({
    content: z.string(),
    inputs: z.array(
      z.object({
        type: z.enum(FORM_INPUT_TYPES),
        name: z.string(),
        default: z.exactOptional(
          z.object({
            type: z.enum(['constant', 'variable']),
            selector: selectorField,
            value: z.string(),
          }),
        ),
        options: z.exactOptional(z.array(z.string())),
      }),
    ),
    actions: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        style: z.enum(FORM_BUTTON_STYLES),
      }),
    ),
    timeout: z.number(),
    timeoutUnit: z.enum(['hour', 'day']),
    deliveries: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        enabled: z.boolean(),
        config: z.exactOptional(jsonObjectField),
      }),
    ),
  }),
  defaults: {
    content: '',
    inputs: [],
    actions: [
      { id: 'approve', title: 'Approve', style: 'primary' },
      { id: 'reject', title: 'Reject', style: 'default' },
    ],
    timeout: 3,
    timeoutUnit: 'day',
    deliveries: [{ id: 'webapp', type: 'webapp', enabled: true }],
  },
  outputs,
  handles: ({ actions }) => [
    ...actions.map(({ id, title }) => ({ id, label: title })),
    { id: FORM_TIMEOUT_HANDLE },
  ],
  uses,
  check,
})
