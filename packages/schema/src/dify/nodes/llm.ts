import type { JsonObject, JsonValue } from '../../json.ts'
import type { LlmConfig, PromptMessage } from '../../nodes/llm.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'
import {
  readBinding,
  readMemory,
  readModel,
  readVision,
  writeBinding,
  writeMemory,
  writeModel,
  writeVision,
} from './shared.ts'

function readMessage(item: Reader): PromptMessage {
  return defined<PromptMessage>({
    id: item.text('id'),
    role: item.choice('role', ['system', 'user', 'assistant']) ?? 'user',
    text: item.text('text') ?? '',
    edition: item.choice('edition_type', ['basic', 'jinja2']),
    jinjaText: item.text('jinja2_text'),
  })
}

function readPrompt(data: Reader): readonly PromptMessage[] {
  const template = data.json('prompt_template')
  // A completion model has one text instead of messages.
  if (template === undefined || Array.isArray(template)) return data.items('prompt_template').map(readMessage)
  const single = data.inner('prompt_template')
  return single ? [readMessage(single)] : []
}

function writeMessage({ id, role, text, edition, jinjaText }: PromptMessage): JsonObject {
  return defined<JsonObject>({ id, role, text, edition_type: edition, jinja2_text: jinjaText })
}

function writePrompt({ model, prompt }: LlmConfig): JsonValue {
  const [first] = prompt
  if (model.mode !== 'completion' || !first || prompt.length > 1) return prompt.map(writeMessage)
  const { role: _, ...single } = writeMessage(first)
  return single
}

function read(data: Reader): LlmConfig {
  const context = data.inner('context')
  const schema = data.inner('structured_output')?.inner('schema')?.value
  return defined<LlmConfig>({
    model: readModel(data),
    prompt: readPrompt(data),
    jinjaVariables: data.inner('prompt_config')?.items('jinja2_variables').map(readBinding) ?? [],
    context: {
      enabled: context?.boolean('enabled') ?? false,
      selector: context?.selector('variable_selector') ?? [],
    },
    memory: readMemory(data),
    vision: readVision(data) ?? { enabled: false },
    structuredOutput: schema && {
      enabled:
        data.boolean('structured_output_enabled') ?? data.boolean('structured_output_switch_on') ?? false,
      schema,
    },
    reasoningFormat: data.choice('reasoning_format', ['tagged', 'separated']),
  })
}

function write(config: LlmConfig): JsonObject {
  const { model, jinjaVariables, context, memory, vision, structuredOutput, reasoningFormat } = config
  return defined<JsonObject>({
    model: writeModel(model),
    prompt_template: writePrompt(config),
    prompt_config:
      jinjaVariables.length > 0 ? { jinja2_variables: jinjaVariables.map(writeBinding) } : undefined,
    context: { enabled: context.enabled, variable_selector: context.selector },
    memory: memory && writeMemory(memory),
    vision: writeVision(vision),
    structured_output: structuredOutput && { schema: structuredOutput.schema },
    structured_output_enabled: structuredOutput?.enabled,
    reasoning_format: reasoningFormat,
  })
}

/** @internal */
export const llmMapper: DifyMapper<LlmConfig> = { type: 'llm', difyTypes: ['llm'], read, write }
