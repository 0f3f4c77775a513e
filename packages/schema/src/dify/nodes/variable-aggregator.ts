import type { JsonObject } from '../../json.ts'
import type { VariableAggregatorConfig } from '../../nodes/variable-aggregator.ts'
import type { Selector } from '../../selectors.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'

function readSelectors(data: Reader): readonly Selector[] {
  return data.list('variables').flatMap((item, index) => {
    if (Array.isArray(item) && item.every((part) => typeof part === 'string' || typeof part === 'number')) {
      return [item.map(String)]
    }
    data.notes.problems.push({ path: [...data.path, 'variables', index], message: 'must be a list of names' })
    return []
  })
}

function read(data: Reader): VariableAggregatorConfig {
  const advanced = data.inner('advanced_settings')
  return defined<VariableAggregatorConfig>({
    outputType: data.valueType('output_type') ?? 'any',
    variables: readSelectors(data),
    advanced: advanced && {
      groupEnabled: advanced.boolean('group_enabled') ?? false,
      groups: advanced.items('groups').map((group, index) => ({
        groupId: group.text('groupId') ?? `group_${index + 1}`,
        groupName: group.text('group_name') ?? `Group${index + 1}`,
        outputType: group.valueType('output_type') ?? 'any',
        variables: readSelectors(group),
      })),
    },
  })
}

function write({ outputType, variables, advanced }: VariableAggregatorConfig): JsonObject {
  return defined<JsonObject>({
    output_type: outputType,
    variables,
    advanced_settings: advanced && {
      group_enabled: advanced.groupEnabled,
      groups: advanced.groups.map((group) => ({
        groupId: group.groupId,
        group_name: group.groupName,
        output_type: group.outputType,
        variables: group.variables,
      })),
    },
  })
}

/** Also reads `variable-assigner`, its name in old files. @internal */
export const variableAggregatorMapper: DifyMapper<VariableAggregatorConfig> = {
  type: 'variable-aggregator',
  difyTypes: ['variable-aggregator', 'variable-assigner'],
  read,
  write,
}
