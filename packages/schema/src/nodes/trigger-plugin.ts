import * as z from 'zod/mini'
import { defineNode, type NodeDefinition } from '../define-node.ts'
import type { JsonObject } from '../json.ts'
import { jsonObjectField } from './fields.ts'
import { schemaFields } from './json-schema-fields.ts'

/** An event of a plugin. The server keeps the subscription; a draft run takes the event from its inputs. @public */
export type TriggerPluginConfig = {
  readonly pluginId: string
  readonly providerId: string
  readonly eventName: string
  readonly subscriptionId: string
  readonly pluginUniqueIdentifier: string
  /** Name to `{type, value}`; constants only. */
  readonly eventParameters: JsonObject
  /** JSON Schema of what the event brings, as far as the plugin declared it. */
  readonly outputSchema?: JsonObject
}

/** Starts the app when something happens in a plugin. @public */
export const triggerPluginNode: NodeDefinition<TriggerPluginConfig> = defineNode<TriggerPluginConfig>({
  type: 'trigger-plugin',
  version: 1,
  category: 'input',
  modes: ['workflow'],
  isRoot: true,
  // Which events there are is known to the server's plugins alone.
  isOffered: false,
  hasOpenOutputs: true,
  config: z.object({
    pluginId: z.string(),
    providerId: z.string(),
    eventName: z.string(),
    subscriptionId: z.string(),
    pluginUniqueIdentifier: z.string(),
    eventParameters: jsonObjectField,
    outputSchema: z.exactOptional(jsonObjectField),
  }),
  defaults: {
    pluginId: '',
    providerId: '',
    eventName: '',
    subscriptionId: '',
    pluginUniqueIdentifier: '',
    eventParameters: {},
  },
  outputs: ({ outputSchema }) => (outputSchema ? schemaFields(outputSchema) : []),
  uses: () => [],
  check: ({ eventName }) => (eventName === '' ? [{ code: 'FIELD_REQUIRED', path: ['eventName'] }] : []),
})
