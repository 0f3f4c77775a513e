import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem, type VariableUse } from '../define-node.ts'
import type { JsonObject } from '../json.ts'
import type { Selector } from '../selectors.ts'
import type { OutputField } from '../values.ts'
import {
  bindingField,
  checkNames,
  checkTemplate,
  FILE_FIELDS,
  jsonObjectField,
  selectorField,
  usesInText,
  usesOfBindings,
  type VariableBinding,
} from './fields.ts'
import { schemaFields } from './json-schema-fields.ts'
import {
  checkModel,
  type MemoryConfig,
  type ModelChoice,
  memoryField,
  modelField,
  type VisionConfig,
  visionField,
} from './model-fields.ts'

/** One message of a prompt. Jinja messages see only the `jinjaVariables`. @public */
export type PromptMessage = {
  readonly id?: string
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
  readonly edition?: 'basic' | 'jinja2'
  readonly jinjaText?: string
}

/** @public */
export type LlmConfig = {
  readonly model: ModelChoice
  /** For a completion model: one message, whose role is not looked at. */
  readonly prompt: readonly PromptMessage[]
  readonly jinjaVariables: readonly VariableBinding[]
  /** The variable that `{{#context#}}` stands for: a text, or passages of a knowledge node. */
  readonly context: { readonly enabled: boolean; readonly selector: Selector }
  readonly memory?: MemoryConfig
  readonly vision: VisionConfig
  readonly structuredOutput?: { readonly enabled: boolean; readonly schema: JsonObject }
  /** `tagged` leaves thoughts in the text; `separated` moves them to `reasoning_content`. */
  readonly reasoningFormat?: 'tagged' | 'separated'
}

/** @internal */
export const USAGE_FIELDS: readonly OutputField[] = [
  { name: 'prompt_tokens', type: 'number' },
  { name: 'completion_tokens', type: 'number' },
  { name: 'total_tokens', type: 'number' },
  { name: 'total_price', type: 'string' },
  { name: 'currency', type: 'string' },
  { name: 'latency', type: 'number' },
]

const config: z.ZodMiniType<LlmConfig> = z.object({
  model: modelField,
  prompt: z.array(
    z.object({
      id: z.exactOptional(z.string()),
      role: z.enum(['system', 'user', 'assistant']),
      text: z.string(),
      edition: z.exactOptional(z.enum(['basic', 'jinja2'])),
      jinjaText: z.exactOptional(z.string()),
    }),
  ),
  jinjaVariables: z.array(bindingField),
  context: z.object({ enabled: z.boolean(), selector: selectorField }),
  memory: z.exactOptional(memoryField),
  vision: visionField,
  structuredOutput: z.exactOptional(z.object({ enabled: z.boolean(), schema: jsonObjectField })),
  reasoningFormat: z.exactOptional(z.enum(['tagged', 'separated'])),
})

/** The text that a message sends: the Jinja text where the message is in that edition. @public */
export function promptMessageText({ edition, text, jinjaText }: PromptMessage): string {
  return edition === 'jinja2' ? (jinjaText ?? '') : text
}

function outputs({ reasoningFormat, structuredOutput }: LlmConfig): readonly OutputField[] {
  const schema = structuredOutput?.enabled ? structuredOutput.schema : undefined
  return [
    { name: 'text', type: 'string' },
    ...(reasoningFormat === 'separated' ? [{ name: 'reasoning_content', type: 'string' } as const] : []),
    ...(schema ? [{ name: 'structured_output', type: 'object', fields: schemaFields(schema) } as const] : []),
    { name: 'usage', type: 'object', fields: USAGE_FIELDS },
    { name: 'finish_reason', type: 'string' },
    { name: 'files', type: 'array[file]', fields: FILE_FIELDS },
  ]
}

function uses(llm: LlmConfig): readonly VariableUse[] {
  const { context, vision, memory } = llm
  return [
    ...llm.prompt.flatMap((message, index) =>
      // Jinja text names its own variables; `{{#...#}}` means nothing there.
      message.edition === 'jinja2' ? [] : usesInText(message.text, ['prompt', index, 'text']),
    ),
    ...(llm.prompt.some((message) => message.edition === 'jinja2')
      ? usesOfBindings(llm.jinjaVariables, 'jinjaVariables', { optional: true })
      : []),
    ...(context.enabled
      ? [
          {
            selector: context.selector,
            path: ['context', 'selector'],
            types: ['string', 'array[object]', 'array[string]', 'object'],
            ignoresOtherTypes: true,
          },
        ]
      : []),
    ...(memory?.queryTemplate ? usesInText(memory.queryTemplate, ['memory', 'queryTemplate']) : []),
    ...(vision.enabled && vision.selector
      ? [{ selector: vision.selector, path: ['vision', 'selector'], types: ['file', 'array[file]'] }]
      : []),
  ]
}

function checkPrompt(llm: LlmConfig): readonly NodeProblem[] {
  const isEmpty = llm.prompt.every((message) => promptMessageText(message).trim() === '')
  return isEmpty && !llm.memory ? [{ code: 'FIELD_REQUIRED', path: ['prompt'] }] : []
}

/** Asks a language model. @public */
export const llmNode: NodeDefinition<LlmConfig> = defineNode<LlmConfig>({
  type: 'llm',
  version: 1,
  category: 'model',
  supportsErrorStrategy: true,
  config,
  defaults: {
    model: { provider: '', name: '', mode: 'chat', parameters: { temperature: 0.7 } },
    prompt: [
      { role: 'system', text: '' },
      { role: 'user', text: '' },
    ],
    jinjaVariables: [],
    context: { enabled: false, selector: [] },
    vision: { enabled: false },
  },
  outputs,
  uses,
  check: (llm, { environment }) => [
    ...checkModel(llm.model, environment, ['model']),
    ...checkPrompt(llm),
    ...llm.prompt.flatMap(({ edition, jinjaText = '' }, index) =>
      edition === 'jinja2' ? checkTemplate(jinjaText, environment, ['prompt', index, 'jinjaText']) : [],
    ),
    ...checkNames(
      llm.jinjaVariables.map((each) => each.variable),
      (index) => ['jinjaVariables', index, 'variable'],
    ),
  ],
})
