import type { JsonObject } from '../../json.ts'
import { LOGICAL_OPERATORS } from '../../nodes/conditions.ts'
import type { LoopConfig, LoopVariable } from '../../nodes/loop.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'
import { readCondition, writeCondition } from './conditions.ts'

function readVariable(item: Reader, index: number): LoopVariable {
  return {
    id: item.text('id') ?? `variable_${index + 1}`,
    name: item.text('label') ?? '',
    type: item.valueType('var_type') ?? 'string',
    valueType: item.choice('value_type', ['constant', 'variable']) ?? 'constant',
    value: item.json('value') ?? null,
  }
}

function read(data: Reader): LoopConfig {
  return defined<LoopConfig>({
    startNodeId: data.text('start_node_id') || undefined,
    count: data.count('loop_count', 1) ?? 10,
    breakConditions: data.items('break_conditions').map(readCondition),
    logicalOperator: data.choice('logical_operator', LOGICAL_OPERATORS) ?? 'and',
    variables: data.items('loop_variables').map(readVariable),
  })
}

function write(config: LoopConfig): JsonObject {
  return defined<JsonObject>({
    start_node_id: config.startNodeId,
    loop_count: config.count,
    break_conditions: config.breakConditions.map(writeCondition),
    logical_operator: config.logicalOperator,
    loop_variables: config.variables.map(({ id, name, type, valueType, value }) => ({
      id,
      label: name,
      var_type: type,
      value_type: valueType,
      value,
    })),
    error_handle_mode: 'terminated',
  })
}

/** @internal */
export const loopMapper: DifyMapper<LoopConfig> = { type: 'loop', difyTypes: ['loop'], read, write }

/** @internal */
export const loopStartMapper: DifyMapper = {
  type: 'loop-start',
  difyTypes: ['loop-start'],
  read: () => ({}),
  write: () => ({}),
}

/** @internal */
export const loopEndMapper: DifyMapper = {
  type: 'loop-end',
  difyTypes: ['loop-end'],
  read: () => ({}),
  write: () => ({}),
}
