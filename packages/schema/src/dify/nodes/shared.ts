import type { JsonObject } from '../../json.ts'
import type { VariableBinding } from '../../nodes/fields.ts'
import type { MemoryConfig, ModelChoice, VisionConfig } from '../../nodes/model-fields.ts'
import { defined, type Reader } from '../reader.ts'

/** `langgenius/openai/openai` and the older `openai` are the same provider. @internal */
export function shortProvider(name: string): string {
  const parts = name.split('/')
  return parts.length === 3 ? (parts[2] ?? '') : name
}

/** @internal */
export function readProvider(reader: Reader | undefined): string {
  return shortProvider(reader?.text('provider') ?? '')
}

/** @internal */
export function readModel(data: Reader, key = 'model'): ModelChoice {
  const model = data.inner(key)
  return {
    provider: readProvider(model),
    name: model?.text('name') ?? '',
    mode: model?.choice('mode', ['chat', 'completion']) ?? 'chat',
    parameters: model?.inner('completion_params')?.value ?? {},
  }
}

/** @internal */
export function writeModel({ provider, name, mode, parameters }: ModelChoice): JsonObject {
  return { provider, name, mode, completion_params: parameters }
}

/** @internal */
export function readMemory(data: Reader): MemoryConfig | undefined {
  const memory = data.inner('memory')
  // Some files say `enabled: false` where others have no memory at all.
  if (!memory || memory.boolean('enabled') === false) return undefined
  const window = memory.inner('window')
  const prefix = memory.inner('role_prefix')
  const queryTemplate = memory.text('query_prompt_template')
  return defined<MemoryConfig>({
    window: { enabled: window?.boolean('enabled') ?? false, size: window?.count('size') ?? 50 },
    queryTemplate: queryTemplate === '' ? undefined : queryTemplate,
    rolePrefix: prefix && { user: prefix.text('user') ?? '', assistant: prefix.text('assistant') ?? '' },
    summarize: memory.boolean('skep_summarize'),
  })
}

/** @internal */
export function writeMemory(memory: MemoryConfig): JsonObject {
  return defined<JsonObject>({
    window: memory.window,
    query_prompt_template: memory.queryTemplate,
    role_prefix: memory.rolePrefix,
    skep_summarize: memory.summarize,
  })
}

/** @internal */
export function readVision(data: Reader): VisionConfig | undefined {
  const vision = data.inner('vision')
  if (!vision) return undefined
  const configs = vision.inner('configs')
  const selector = configs?.selector('variable_selector')
  return defined<VisionConfig>({
    enabled: vision.boolean('enabled') ?? false,
    selector: selector && selector.length > 0 ? selector : undefined,
    detail: configs?.choice('detail', ['high', 'low']),
  })
}

/** @internal */
export function writeVision({ enabled, selector, detail }: VisionConfig): JsonObject {
  const configs = defined<JsonObject>({ variable_selector: selector, detail })
  return { enabled, ...(Object.keys(configs).length > 0 ? { configs } : {}) }
}

/** @internal */
export function readBinding(item: Reader): VariableBinding {
  return { variable: item.text('variable') ?? '', selector: item.selector('value_selector') }
}

/** @internal */
export function writeBinding({ variable, selector }: VariableBinding): JsonObject {
  return { variable, value_selector: selector }
}
