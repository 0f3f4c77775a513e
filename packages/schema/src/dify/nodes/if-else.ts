import { LOGICAL_OPERATORS } from '../../nodes/conditions.ts'
import type { IfElseCase, IfElseConfig } from '../../nodes/if-else.ts'
import type { DifyMapper } from '../mapper.ts'
import type { Reader } from '../reader.ts'
import { readCondition, writeCondition } from './conditions.ts'

function readCase(item: Reader, id: string): IfElseCase {
  return {
    id,
    logicalOperator: item.choice('logical_operator', LOGICAL_OPERATORS) ?? 'and',
    conditions: item.items('conditions').map(readCondition),
  }
}

function read(data: Reader): IfElseConfig {
  const cases = data.items('cases')
  // Before cases there was one list of conditions on the node; its way out is called `true`.
  if (cases.length === 0 && data.json('conditions') !== undefined) return { cases: [readCase(data, 'true')] }
  return {
    cases: cases.map((item, index) =>
      readCase(item, item.text('case_id') ?? item.text('id') ?? (index === 0 ? 'true' : `case_${index + 1}`)),
    ),
  }
}

/** @internal */
export const ifElseMapper: DifyMapper<IfElseConfig> = {
  type: 'if-else',
  difyTypes: ['if-else'],
  read,
  write: ({ cases }) => ({
    cases: cases.map(({ id, logicalOperator, conditions }) => ({
      id,
      case_id: id,
      logical_operator: logicalOperator,
      conditions: conditions.map(writeCondition),
    })),
  }),
}
