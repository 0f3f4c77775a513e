import * as z from 'zod/mini'
import {
  APP_MODES,
  type App,
  type AppEdge,
  type AppNode,
  type ConversationVariable,
  type EnvironmentVariable,
  type ErrorStrategy,
} from './app.ts'
import { assistantField } from './assistant/assistant-schema.ts'
import { featuresField } from './features-schema.ts'
import { jsonObjectField, jsonValueField, valueTypeField } from './nodes/fields.ts'

// Every object is strict: a key that is not known here would be lost by the next migration, so it is refused.
// What a foreign file brings along has its place in `foreign`.

const id = z.string().check(z.minLength(1), z.maxLength(200))
const foreign = z.exactOptional(jsonObjectField)
const point = z.strictObject({ x: z.number(), y: z.number() })

const errorStrategy: z.ZodMiniType<ErrorStrategy> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('fail-branch') }),
  z.strictObject({
    type: z.literal('default-value'),
    values: z.array(z.strictObject({ key: z.string(), type: valueTypeField, value: jsonValueField })),
  }),
])

const node: z.ZodMiniType<AppNode> = z.strictObject({
  id,
  type: z.string(),
  title: z.string(),
  description: z.exactOptional(z.string()),
  position: point,
  size: z.exactOptional(z.strictObject({ width: z.number(), height: z.number() })),
  parentId: z.exactOptional(id),
  config: jsonObjectField,
  configVersion: z.exactOptional(z.int().check(z.minimum(1))),
  errorStrategy: z.exactOptional(errorStrategy),
  retry: z.exactOptional(
    z.strictObject({
      enabled: z.boolean(),
      maxRetries: z.number().check(z.minimum(0)),
      intervalMs: z.number().check(z.minimum(0)),
      backoff: z.exactOptional(z.number().check(z.minimum(1))),
    }),
  ),
  foreign,
})

const edge: z.ZodMiniType<AppEdge> = z.strictObject({
  id,
  source: id,
  sourceHandle: z.string(),
  target: id,
  targetHandle: z.string(),
  foreign,
})

const environmentVariable: z.ZodMiniType<EnvironmentVariable> = z.strictObject({
  id,
  name: z.string(),
  type: z.enum(['string', 'number', 'secret']),
  value: jsonValueField,
  secretName: z.exactOptional(z.string()),
  description: z.exactOptional(z.string()),
  foreign,
})

const conversationVariable: z.ZodMiniType<ConversationVariable> = z.strictObject({
  id,
  name: z.string(),
  type: valueTypeField,
  value: jsonValueField,
  description: z.exactOptional(z.string()),
  foreign,
})

/** The shape of an app of the current schema version. @internal */
export const appSchema: z.ZodMiniType<App> = z.strictObject({
  schemaVersion: z.int(),
  id,
  mode: z.enum(APP_MODES),
  name: z.string(),
  description: z.string(),
  icon: z.exactOptional(z.string()),
  graph: z.strictObject({
    nodes: z.array(node),
    edges: z.array(edge),
    viewport: z.exactOptional(z.strictObject({ x: z.number(), y: z.number(), zoom: z.number() })),
  }),
  environmentVariables: z.array(environmentVariable),
  conversationVariables: z.array(conversationVariable),
  features: featuresField,
  assistant: z.exactOptional(assistantField),
  foreign,
})
