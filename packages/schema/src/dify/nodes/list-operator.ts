import type { JsonObject } from '../../json.ts'
import type { ListFilter, ListOperatorConfig } from '../../nodes/list-operator.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'
import { readOperator, readValue } from './conditions.ts'

function readFilter(item: Reader): ListFilter {
  return { key: item.text('key') ?? '', operator: readOperator(item), value: readValue(item) }
}

function read(data: Reader): ListOperatorConfig {
  const filter = data.inner('filter_by')
  const extract = data.inner('extract_by')
  const order = data.inner('order_by')
  const limit = data.inner('limit')
  return defined<ListOperatorConfig>({
    variable: data.selector('variable'),
    varType: data.valueType('var_type'),
    itemType: data.valueType('item_var_type'),
    filter: {
      enabled: filter?.boolean('enabled') ?? false,
      conditions: filter?.items('conditions').map(readFilter) ?? [],
    },
    extract: {
      enabled: extract?.boolean('enabled') ?? false,
      serial: extract?.text('serial') ?? '1',
    },
    order: {
      enabled: order?.boolean('enabled') ?? false,
      key: order?.text('key') ?? '',
      direction: order?.choice('value', ['asc', 'desc']) ?? 'asc',
    },
    limit: { enabled: limit?.boolean('enabled') ?? false, size: limit?.number('size') ?? -1 },
  })
}

/** @internal */
export const listOperatorMapper: DifyMapper<ListOperatorConfig> = {
  type: 'list-operator',
  difyTypes: ['list-operator'],
  read,
  write: ({ variable, varType, itemType, filter, extract, order, limit }) =>
    defined<JsonObject>({
      variable,
      var_type: varType,
      item_var_type: itemType,
      filter_by: {
        enabled: filter.enabled,
        conditions: filter.conditions.map(({ key, operator, value }) => ({
          key,
          comparison_operator: operator,
          value,
        })),
      },
      extract_by: extract,
      order_by: { enabled: order.enabled, key: order.key, value: order.direction },
      limit,
    }),
}
