import type { JsonObject } from './json.ts'

/** What `validate` can find. The sentence for people belongs to the interface and its language. @public */
export const ISSUE_CODES = [
  'GRAPH_EMPTY',
  'START_MISSING',
  'START_DUPLICATE',
  'RESPONSE_MISSING',
  'NODE_UNCONNECTED',
  'NODE_UNREACHABLE',
  'NODE_ID_DUPLICATE',
  'EDGE_HANGING',
  'EDGE_HANDLE_UNKNOWN',
  'EDGE_DUPLICATE',
  'EDGE_CROSSES_CONTAINER',
  'GRAPH_CYCLE',
  'NODE_TYPE_UNKNOWN',
  'NODE_TYPE_NOT_IN_MODE',
  'NODE_NOT_IN_CONTAINER',
  'NODE_OUTSIDE_CONTAINER',
  'CONTAINER_NESTED',
  'CONTAINER_START_MISSING',
  'CONFIG_INVALID',
  'FIELD_REQUIRED',
  'FIELD_INVALID',
  'NAME_DUPLICATE',
  'NAME_INVALID',
  'VARIABLE_MISSING',
  'VARIABLE_NOT_UPSTREAM',
  'VARIABLE_TYPE',
  'MODEL_MISSING',
  'MODEL_UNKNOWN',
  'MODEL_KEY_MISSING',
  'KNOWLEDGE_MISSING',
  'KNOWLEDGE_UNKNOWN',
  'METADATA_FIELD_UNKNOWN',
  'TOOL_MISSING',
  'TOOL_UNKNOWN',
  'AGENT_STRATEGY_UNKNOWN',
  'SECRET_EXPOSED',
  'TEMPLATE_SYNTAX',
  'CODE_LANGUAGE_UNAVAILABLE',
  'CODE_SYNTAX',
  'NODE_NEEDS_SERVER',
  'MODERATION_UNAVAILABLE',
] as const

/** @public */
export type IssueCode = (typeof ISSUE_CODES)[number]

/** One problem of an app, as data. Errors block publishing and running, never saving. @public */
export interface Issue {
  readonly code: IssueCode
  readonly severity: 'error' | 'warning'
  readonly nodeId?: string
  readonly edgeId?: string
  /** Where in the node's config (or the app, without a node). */
  readonly path: readonly (string | number)[]
  /** Values for the sentence, e.g. the name of the missing variable. */
  readonly params: JsonObject
}
