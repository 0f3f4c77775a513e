import type { AssistantConfig } from './assistant/assistant.ts'
import type { AppFeatures } from './features.ts'
import type { JsonObject, JsonValue } from './json.ts'
import type { ValueType } from './values.ts'

/** The schema version that this release writes. Older apps are migrated when read; newer ones are refused. @public */
export const APP_SCHEMA_VERSION = 1

/** The type of a canvas note. Notes are drawn, never run, and need no definition. @public */
export const NOTE_TYPE = 'note'

/** What kind of thing an app is. `workflow` takes a form and returns outputs; the others talk. @public */
export const APP_MODES = ['workflow', 'chatflow', 'chat', 'agent', 'completion'] as const

/** @public */
export type AppMode = (typeof APP_MODES)[number]

/** @public */
export interface Point {
  readonly x: number
  readonly y: number
}

/** What happens when a node fails after its retries. @public */
export type ErrorStrategy =
  | { readonly type: 'none' }
  | { readonly type: 'default-value'; readonly values: readonly DefaultValue[] }
  | { readonly type: 'fail-branch' }

/** @public */
export interface DefaultValue {
  readonly key: string
  readonly type: ValueType
  readonly value: JsonValue
}

/** @public */
export interface RetryPolicy {
  readonly enabled: boolean
  readonly maxRetries: number
  /** The wait before the first retry. */
  readonly intervalMs: number
  /** Each wait is this many times the one before. Absent: 1, the same wait each time. */
  readonly backoff?: number
}

/**
 * A node of the graph. `config` is whatever the node type's schema says; an unknown type keeps its config whole.
 * @public
 */
export interface AppNode {
  readonly id: string
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly position: Point
  readonly size?: { readonly width: number; readonly height: number }
  /** The container (iteration, loop) this node lives in. */
  readonly parentId?: string
  readonly config: JsonObject
  /** The version of the node type that wrote `config`. Absent: 1. `migrateNodes` raises it. */
  readonly configVersion?: number
  readonly errorStrategy?: ErrorStrategy
  readonly retry?: RetryPolicy
  /** Draft runs use these outputs instead of running the node. */
  readonly pinnedOutputs?: JsonObject
  /** Fields of an imported file that Skep does not know. Kept and exported, never read by a run. */
  readonly foreign?: JsonObject
}

/** @public */
export interface AppEdge {
  readonly id: string
  readonly source: string
  /** `source` for the ordinary way out, a case id, a class id, or `fail-branch`. */
  readonly sourceHandle: string
  readonly target: string
  readonly targetHandle: string
  readonly foreign?: JsonObject
}

/** @public */
export interface EnvironmentVariable {
  readonly id: string
  readonly name: string
  readonly type: 'string' | 'number' | 'secret'
  /** For a secret: empty. The value is in the secret store under `secretName`. */
  readonly value: JsonValue
  readonly secretName?: string
  readonly description?: string
  readonly foreign?: JsonObject
}

/** @public */
export interface ConversationVariable {
  readonly id: string
  readonly name: string
  readonly type: ValueType
  readonly value: JsonValue
  readonly description?: string
  readonly foreign?: JsonObject
}

/** @public */
export interface AppGraph {
  readonly nodes: readonly AppNode[]
  readonly edges: readonly AppEdge[]
  readonly viewport?: { readonly x: number; readonly y: number; readonly zoom: number }
}

/** The saved thing: a graph with its variables and features. Plain JSON. @public */
export interface App {
  readonly schemaVersion: number
  readonly id: string
  readonly mode: AppMode
  readonly name: string
  readonly description: string
  /** An emoji or an image URL. */
  readonly icon?: string
  readonly graph: AppGraph
  readonly environmentVariables: readonly EnvironmentVariable[]
  readonly conversationVariables: readonly ConversationVariable[]
  readonly features: AppFeatures
  /**
   * The settings of an app that has no graph of its own (modes chat, agent, completion); `compileAssistant` makes
   * its graph. Where nodes are in `graph`, they are the app and this rests.
   */
  readonly assistant?: AssistantConfig
  readonly foreign?: JsonObject
}
