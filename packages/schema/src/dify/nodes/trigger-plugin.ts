import type { JsonObject } from '../../json.ts'
import type { TriggerPluginConfig } from '../../nodes/trigger-plugin.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined } from '../reader.ts'

/** @internal */
export const triggerPluginMapper: DifyMapper<TriggerPluginConfig> = {
  type: 'trigger-plugin',
  difyTypes: ['trigger-plugin'],
  read: (data) =>
    defined<TriggerPluginConfig>({
      pluginId: data.text('plugin_id') ?? '',
      providerId: data.text('provider_id') ?? '',
      eventName: data.text('event_name') ?? '',
      subscriptionId: data.text('subscription_id') ?? '',
      pluginUniqueIdentifier: data.text('plugin_unique_identifier') ?? '',
      eventParameters: data.inner('event_parameters')?.value ?? {},
      outputSchema: data.inner('output_schema')?.value,
    }),
  write: (config) =>
    defined<JsonObject>({
      plugin_id: config.pluginId,
      provider_id: config.providerId,
      event_name: config.eventName,
      subscription_id: config.subscriptionId,
      plugin_unique_identifier: config.pluginUniqueIdentifier,
      event_parameters: config.eventParameters,
      output_schema: config.outputSchema,
    }),
}
