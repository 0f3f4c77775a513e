import type { JsonObject } from '../json.ts'
import type { KnowledgeRetrievalConfig } from '../nodes/knowledge-retrieval.ts'
import type { MemoryConfig, ModelChoice, VisionConfig } from '../nodes/model-fields.ts'
import type { StartVariable } from '../nodes/start.ts'

/** One message of an advanced prompt. `{{name}}` stands for a field of the form. @public */
export type AssistantMessage = {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
}

/** The advanced prompt of a completion model: one text. @public */
export type AssistantCompletionPrompt = {
  readonly text: string
  /** How the two sides are called where the conversation is written into the text. */
  readonly rolePrefix?: NonNullable<MemoryConfig['rolePrefix']>
}

/** What an assistant looks things up in, and how. @public */
export type AssistantKnowledge = Pick<
  KnowledgeRetrievalConfig,
  'knowledgeIds' | 'retrievalMode' | 'multiple' | 'metadataFiltering'
> & {
  /** The field whose text is the question, where nobody asks one (completion). Absent: the question. */
  readonly queryVariable?: string
}

/** A tool that an agent may use. @public */
export type AssistantTool = {
  readonly enabled: boolean
  readonly providerId: string
  readonly providerName: string
  readonly providerType: string
  readonly name: string
  readonly label?: string
  /** Settings that a person has made; the model fills in the others. */
  readonly parameters: JsonObject
}

/** @public */
export type AssistantAgent = {
  readonly enabled: boolean
  readonly strategy: 'function_call' | 'react'
  readonly maxIterations: number
  readonly tools: readonly AssistantTool[]
}

/** A variable that a service of the host's fetches before each answer. Here it is asked of the visitor. @public */
export type ExternalDataTool = {
  readonly enabled: boolean
  readonly type: string
  readonly variable: string
  readonly label?: string
  readonly config: JsonObject
}

/**
 * A chat, agent or completion app without a graph of its own: one model, its prompt, and what it may use.
 * `compileAssistant` makes the graph of it.
 * @public
 */
export type AssistantConfig = {
  readonly model: ModelChoice
  /** `simple`: `instruction` alone; `advanced`: `messages`, or `completion` where the model completes texts. */
  readonly promptType: 'simple' | 'advanced'
  /** `{{name}}` stands for a field of the form; other text in braces stays as it is. */
  readonly instruction: string
  readonly messages?: readonly AssistantMessage[]
  readonly completion?: AssistantCompletionPrompt
  /** The form that a conversation begins with. */
  readonly inputs: readonly StartVariable[]
  readonly knowledge?: AssistantKnowledge
  readonly agent?: AssistantAgent
  readonly externalDataTools?: readonly ExternalDataTool[]
  /** How much of the conversation the model sees. Absent: as much as a model node without a window. */
  readonly memory?: Pick<MemoryConfig, 'window'>
  readonly vision?: Pick<VisionConfig, 'enabled' | 'detail'>
  /** Whether a completion offers to write another version. */
  readonly moreLikeThis?: boolean
  /** Settings of an imported file that are not known here. Kept and exported, never read by a run. */
  readonly foreign?: JsonObject
}
