import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem, type VariableUse } from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import type { ValueType } from '../values.ts'
import { checkNames, selectorField, usesInText } from './fields.ts'
import { USAGE_FIELDS } from './llm.ts'
import {
  checkModel,
  type MemoryConfig,
  type ModelChoice,
  memoryField,
  modelField,
  usesOfVision,
  type VisionConfig,
  visionField,
} from './model-fields.ts'

/** What a parameter can be. @public */
export const PARAMETER_TYPES = [
  'string',
  'number',
  'boolean',
  'select',
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
] as const

/** @public */
export type ParameterType = (typeof PARAMETER_TYPES)[number]

/** A value that the model looks for. @public */
export type ExtractedParameter = {
  readonly name: string
  readonly type: ParameterType
  /** What the model is told about it. */
  readonly description: string
  readonly required: boolean
  /** The choices of a select. */
  readonly options?: readonly string[]
}

/** @public */
export type ParameterExtractorConfig = {
  readonly model: ModelChoice
  readonly query: Selector
  readonly parameters: readonly ExtractedParameter[]
  readonly instruction: string
  /** `function_call` asks by a tool call, and by words where the model has none. */
  readonly reasoningMode: 'prompt' | 'function_call'
  readonly memory?: MemoryConfig
  readonly vision: VisionConfig
}

/** Outputs of the node itself, which no parameter may be called. @public */
export const RESERVED_PARAMETERS = ['__is_success', '__reason', '__usage'] as const

function uses({ query, instruction, vision, memory }: ParameterExtractorConfig): readonly VariableUse[] {
  return [
    { selector: query, path: ['query'] },
    ...usesInText(instruction, ['instruction']),
    ...(memory?.queryTemplate ? usesInText(memory.queryTemplate, ['memory', 'queryTemplate']) : []),
    ...usesOfVision(vision),
  ]
}

function checkParameters(parameters: readonly ExtractedParameter[]): readonly NodeProblem[] {
  if (parameters.length === 0) return [{ code: 'FIELD_REQUIRED', path: ['parameters'] }]
  const reserved: readonly string[] = RESERVED_PARAMETERS
  return [
    ...checkNames(
      parameters.map((each) => each.name),
      (index) => ['parameters', index, 'name'],
    ),
    ...parameters.flatMap(({ name, type, options, description }, index): NodeProblem[] => [
      ...(reserved.includes(name)
        ? [{ code: 'NAME_INVALID' as const, path: ['parameters', index, 'name'], params: { name } }]
        : []),
      ...(type === 'select' && (options ?? []).length === 0
        ? [{ code: 'FIELD_REQUIRED' as const, path: ['parameters', index, 'options'] }]
        : []),
      ...(description.trim() === ''
        ? [{ code: 'FIELD_REQUIRED' as const, path: ['parameters', index, 'description'] }]
        : []),
    ]),
  ]
}

function valueTypeOf(type: ParameterType): ValueType {
  return type === 'select' ? 'string' : type
}

/** A model finds values in a text. @public */
export const parameterExtractorNode: NodeDefinition<ParameterExtractorConfig> =
  defineNode<ParameterExtractorConfig>({
    type: 'parameter-extractor',
    version: 1,
    category: 'transform',
    config: z.object({
      model: modelField,
      query: selectorField,
      parameters: z.array(
        z.object({
          name: z.string(),
          type: z.enum(PARAMETER_TYPES),
          description: z.string(),
          required: z.boolean(),
          options: z.exactOptional(z.array(z.string())),
        }),
      ),
      instruction: z.string(),
      reasoningMode: z.enum(['prompt', 'function_call']),
      memory: z.exactOptional(memoryField),
      vision: visionField,
    }),
    defaults: {
      model: { provider: '', name: '', mode: 'chat', parameters: { temperature: 0 } },
      query: [],
      parameters: [],
      instruction: '',
      reasoningMode: 'prompt',
      vision: { enabled: false },
    },
    outputs: ({ parameters }) => [
      ...parameters
        .filter(({ name }) => !(RESERVED_PARAMETERS as readonly string[]).includes(name)) // asked with any name
        .map(({ name, type, description }) => ({
          name,
          type: valueTypeOf(type),
          ...(description === '' ? {} : { description }),
        })),
      { name: '__is_success', type: 'number' },
      { name: '__reason', type: 'string' },
      { name: '__usage', type: 'object', fields: USAGE_FIELDS },
    ],
    uses,
    check: ({ model, parameters }, { environment }) => [
      ...checkModel(model, environment, ['model']),
      ...checkParameters(parameters),
    ],
  })
