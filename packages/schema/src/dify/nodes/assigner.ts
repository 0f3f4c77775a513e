import type { JsonObject } from '../../json.ts'
import {
  ASSIGNER_OPERATIONS,
  type AssignerConfig,
  type AssignerItem,
  type AssignerOperation,
} from '../../nodes/assigner.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'

const LEGACY_MODES = ['over-write', 'append', 'clear'] as const

function readOperation(item: Reader): AssignerOperation {
  const name = item.text('operation') ?? 'over-write'
  const known = ASSIGNER_OPERATIONS.find((each) => each === name)
  if (!known) item.approximate('an operation is not known here')
  // Another operation in its place would change the wrong thing unseen; `validate` refuses an unknown one.
  return known ?? (name as AssignerOperation)
}

function readItem(item: Reader): AssignerItem {
  return {
    selector: item.selector('variable_selector'),
    operation: readOperation(item),
    inputType: item.choice('input_type', ['variable', 'constant']) ?? 'variable',
    value: item.json('value') ?? null,
  }
}

function read(data: Reader): AssignerConfig {
  const isLegacy = data.text('version') !== '2' && data.json('items') === undefined
  if (!isLegacy) return { items: data.items('items').map(readItem) }
  const selector = data.selector('assigned_variable_selector')
  if (selector.length === 0) return { items: [], isLegacy: true }
  return {
    items: [
      {
        selector,
        operation: data.choice('write_mode', LEGACY_MODES) ?? 'over-write',
        inputType: 'variable',
        value: [...data.selector('input_variable_selector')],
      },
    ],
    isLegacy: true,
  }
}

/** The form of the first version, where what the node does still fits into it. */
function writeLegacy({ items, isLegacy }: AssignerConfig): JsonObject | undefined {
  const [item] = items
  if (!isLegacy || !item || items.length > 1 || item.inputType !== 'variable') return undefined
  if (!LEGACY_MODES.some((mode) => mode === item.operation)) return undefined
  return {
    assigned_variable_selector: item.selector,
    write_mode: item.operation,
    input_variable_selector: item.value,
  }
}

/** @internal */
export const assignerMapper: DifyMapper<AssignerConfig> = {
  type: 'assigner',
  difyTypes: ['assigner'],
  read,
  write: (config) =>
    writeLegacy(config) ?? {
      version: '2',
      items: config.items.map(({ selector, operation, inputType, value }) =>
        defined<JsonObject>({
          variable_selector: selector,
          input_type: inputType,
          operation,
          value,
        }),
      ),
    },
}
