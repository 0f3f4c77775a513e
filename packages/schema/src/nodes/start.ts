import * as z from 'zod/mini'
import { defineNode, type NodeDefinition } from '../define-node.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { OutputField, ValueType } from '../values.ts'
import { checkNames, FILE_FIELDS, jsonObjectField, jsonValueField } from './fields.ts'

/** The kinds of fields a form can have. @public */
export const START_VARIABLE_TYPES = [
  'text-input',
  'paragraph',
  'select',
  'number',
  'checkbox',
  'file',
  'file-list',
  'json-object',
] as const

/** @public */
export type StartVariableType = (typeof START_VARIABLE_TYPES)[number]

/** One field of the form that starts a run. @public */
export type StartVariable = {
  readonly variable: string
  readonly label: string
  readonly type: StartVariableType
  readonly required: boolean
  readonly hidden?: boolean
  readonly default?: JsonValue
  /** Characters of a text, or number of files of a list. */
  readonly maxLength?: number
  /** The choices of a select. */
  readonly options?: readonly string[]
  readonly description?: string
  readonly placeholder?: string
  readonly unit?: string
  readonly allowedFileTypes?: readonly string[]
  readonly allowedFileExtensions?: readonly string[]
  readonly allowedFileUploadMethods?: readonly string[]
  /** JSON Schema of a json-object. */
  readonly jsonSchema?: JsonObject
}

/** @public */
export type StartConfig = { readonly variables: readonly StartVariable[] }

const texts = z.exactOptional(z.array(z.string()))

const startVariable: z.ZodMiniType<StartVariable> = z.object({
  variable: z.string(),
  label: z.string(),
  type: z.enum(START_VARIABLE_TYPES),
  required: z.boolean(),
  hidden: z.exactOptional(z.boolean()),
  default: z.exactOptional(jsonValueField),
  maxLength: z.exactOptional(z.number().check(z.minimum(0))),
  options: texts,
  description: z.exactOptional(z.string()),
  placeholder: z.exactOptional(z.string()),
  unit: z.exactOptional(z.string()),
  allowedFileTypes: texts,
  allowedFileExtensions: texts,
  allowedFileUploadMethods: texts,
  jsonSchema: z.exactOptional(jsonObjectField),
})

const VALUE_TYPE_OF: Readonly<Record<StartVariableType, ValueType>> = {
  'text-input': 'string',
  paragraph: 'string',
  select: 'string',
  number: 'number',
  checkbox: 'boolean',
  file: 'file',
  'file-list': 'array[file]',
  'json-object': 'object',
}

function toOutput({ variable, type, label }: StartVariable): OutputField {
  return {
    name: variable,
    type: VALUE_TYPE_OF[type],
    ...(type === 'file' ? { fields: FILE_FIELDS } : {}),
    ...(label !== '' && label !== variable ? { description: label } : {}),
  }
}

/** Where a run begins, and the form that it asks for. @public */
export const startNode: NodeDefinition<StartConfig> = defineNode<StartConfig>({
  type: 'start',
  version: 1,
  category: 'flow',
  isRoot: true,
  config: z.object({ variables: z.array(startVariable) }),
  defaults: { variables: [] },
  outputs: ({ variables }) => variables.map(toOutput),
  uses: () => [],
  check: ({ variables }) => [
    ...checkNames(
      variables.map((each) => each.variable),
      (index) => ['variables', index, 'variable'],
    ),
    ...variables.flatMap(({ type, options }, index) =>
      type === 'select' && (options ?? []).length === 0
        ? [{ code: 'FIELD_REQUIRED' as const, path: ['variables', index, 'options'] }]
        : [],
    ),
  ],
})
