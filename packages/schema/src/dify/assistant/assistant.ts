import type { AssistantConfig } from '../../assistant/assistant.ts'
import type { AppFeatures } from '../../features.ts'
import type { JsonObject } from '../../json.ts'
import { readFeatureFields, writeFeatureFields } from '../features.ts'
import { defined, type Reader } from '../reader.ts'
import { applyResidue, residueOf } from '../residue.ts'
import { readForm, writeForm } from './form.ts'
import { readKnowledge, writeKnowledge } from './knowledge.ts'
import { readPrompt, writePrompt } from './prompt.ts'
import { readAgent, readExternalTools, writeAgent, writeExternalTools } from './tools.ts'

function writeFields(assistant: AssistantConfig, features: AppFeatures): JsonObject {
  const { inputs, knowledge, agent, externalDataTools = [], moreLikeThis = false, memory } = assistant
  return {
    ...writePrompt(assistant),
    user_input_form: writeForm(inputs) ?? [],
    ...writeKnowledge(knowledge),
    agent_mode: writeAgent(agent),
    external_data_tools: writeExternalTools(externalDataTools) ?? [],
    more_like_this: { enabled: moreLikeThis },
    // Dify has no place for it: a window that was set here comes back to us.
    ...(memory ? { skep_memory: { window: memory.window } } : {}),
    ...writeFeatureFields(features),
  }
}

/** `model_config` of an app. @internal */
export function writeAssistant(assistant: AssistantConfig, features: AppFeatures): JsonObject {
  return applyResidue(writeFields(assistant, features), assistant.foreign)
}

function readMemory(data: Reader): AssistantConfig['memory'] {
  const window = data.inner('skep_memory')?.inner('window')
  return (
    window && { window: { enabled: window.boolean('enabled') ?? false, size: window.count('size') ?? 50 } }
  )
}

/** @internal */
export interface ReadAssistant {
  readonly assistant: AssistantConfig
  readonly features: AppFeatures
}

/** @internal */
export function readAssistant(data: Reader): ReadAssistant {
  const features = readFeatureFields(data)
  const tools = readExternalTools(data)
  const { fileUpload } = features
  const sees = fileUpload?.enabled && fileUpload.types.includes('image')
  const assistant = defined<AssistantConfig>({
    ...readPrompt(data),
    inputs: readForm(data),
    knowledge: readKnowledge(data),
    agent: readAgent(data),
    externalDataTools: tools.length > 0 ? tools : undefined,
    memory: readMemory(data),
    vision: sees
      ? { enabled: true, ...(fileUpload.imageDetail ? { detail: fileUpload.imageDetail } : {}) }
      : undefined,
    moreLikeThis: data.inner('more_like_this')?.boolean('enabled') || undefined,
  })
  const foreign = residueOf(writeFields(assistant, features), data.value)
  return { assistant: foreign ? { ...assistant, foreign } : assistant, features }
}
