import type { ModerationFeature, ModerationMethod, ModerationStage } from '../../features.ts'
import type { JsonObject } from '../../json.ts'
import type { ModelChoice } from '../../nodes/model-fields.ts'
import { readModel, writeModel } from '../nodes/shared.ts'
import { defined, type Reader } from '../reader.ts'
import { isUntouched } from './untouched.ts'

const NO_MODEL: ModelChoice = { provider: '', name: '', mode: 'chat', parameters: {} }

/** Dify judges by OpenAI's moderation service; here a model is asked, which a file may name under keys of our own. */
function readMethod(type: string, config: Reader | undefined): ModerationMethod {
  switch (type) {
    case 'openai_moderation':
      return defined<Extract<ModerationMethod, { readonly type: 'model' }>>({
        type: 'model',
        model: config?.inner('skep_model') ? readModel(config, 'skep_model') : NO_MODEL,
        rules: config?.text('skep_rules') || undefined,
      })
    case 'keywords':
    case '':
      return {
        type: 'keywords',
        keywords: (config?.text('keywords') ?? '').split('\n').filter((keyword) => keyword.trim() !== ''),
      }
    default:
      // `api`, or the type of an extension: what the host's function is told.
      return { type: 'host', name: type === 'api' ? (config?.text('api_based_extension_id') ?? '') : type }
  }
}

function readStage(data: Reader | undefined): ModerationStage {
  return {
    enabled: data?.boolean('enabled') ?? false,
    presetReply: data?.text('preset_response') ?? '',
  }
}

/** @internal */
export function readModeration(data: Reader | undefined): ModerationFeature | undefined {
  if (!data || isUntouched(data)) return undefined
  const config = data.inner('config')
  const onFailure = config?.choice('skep_on_failure', ['allow', 'block'])
  return defined<ModerationFeature>({
    enabled: data.boolean('enabled') ?? false,
    method: readMethod(data.text('type') ?? '', config),
    inputs: readStage(config?.inner('inputs_config')),
    outputs: readStage(config?.inner('outputs_config')),
    onFailure,
  })
}

function writeMethod(method: ModerationMethod): { readonly type: string; readonly config: JsonObject } {
  switch (method.type) {
    case 'keywords':
      return { type: 'keywords', config: { keywords: method.keywords.join('\n') } }
    case 'model': {
      const isChosen = method.model.provider !== '' || method.model.name !== ''
      const config = defined<JsonObject>({
        skep_model: isChosen ? writeModel(method.model) : undefined,
        skep_rules: method.rules,
      })
      return { type: 'openai_moderation', config }
    }
    case 'host':
      return { type: 'api', config: { api_based_extension_id: method.name } }
    default:
      return method satisfies never
  }
}

/** @internal */
export function writeModeration({
  enabled,
  method,
  inputs,
  outputs,
  onFailure,
}: ModerationFeature): JsonObject {
  const { type, config } = writeMethod(method)
  const stage = (each: ModerationStage): JsonObject => ({
    enabled: each.enabled,
    preset_response: each.presetReply,
  })
  return {
    enabled,
    type,
    config: defined<JsonObject>({
      ...config,
      inputs_config: stage(inputs),
      outputs_config: stage(outputs),
      skep_on_failure: onFailure,
    }),
  }
}
