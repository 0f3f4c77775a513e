import { type ListFilter, listOperatorNode, SkepError, type Value } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import { isFileValue } from '../variables/files.ts'
import { filterItems, orderItems } from './list-filter.ts'

const KINDS = ['string', 'number', 'boolean'] as const

function kindOf(item: Value): string {
  return isFileValue(item) ? 'file' : typeof item
}

/** A list whose items are all texts, numbers, truths or files. */
function readItems(value: Value | undefined, selector: readonly string[]): readonly Value[] {
  if (value === undefined) {
    throw new SkepError('VARIABLE_NOT_FOUND', `There is no list at "${selector.join('.')}".`, {
      selector: [...selector],
    })
  }
  const items = Array.isArray(value) ? (value as readonly Value[]) : undefined // Array.isArray loses the item type
  const kind = items?.[0] === undefined ? undefined : kindOf(items[0])
  const isKnown = kind === undefined || kind === 'file' || KINDS.some((each) => each === kind)
  if (items && isKnown && items.every((item) => kindOf(item) === kind)) return items
  throw new SkepError(
    'VARIABLE_TYPE',
    'This node takes lists of texts, numbers, truths or files, all of one kind.',
    { selector: [...selector] },
  )
}

function pick(items: readonly Value[], serial: string): readonly Value[] {
  const place = serial.trim() === '' ? Number.NaN : Number(serial)
  const item = Number.isInteger(place) ? items[place - 1] : undefined
  if (item === undefined) {
    throw new SkepError(
      'VARIABLE_TYPE',
      `There is no item ${serial.slice(0, 20)} in a list of ${items.length}. Items are counted from 1.`,
      { serial: serial.slice(0, 20), length: items.length },
    )
  }
  return [item]
}

/** Filter, then one item by its place, then order, then limit. An empty list stays one, whatever is asked. @public */
export const listOperatorExecutor: Executor = defineExecutor(
  listOperatorNode,
  async function* ({ config, read, renderText }) {
    const { filter, extract, order, limit } = config
    let items = readItems(read(config.variable), config.variable)
    yield { type: 'inputs', inputs: { variable: items } }
    const fill = (value: ListFilter['value']): Value => {
      if (typeof value === 'string') return renderText(value)
      // A list of scalars is a value.
      return Array.isArray(value)
        ? value.map((each: string | number | boolean) => (typeof each === 'string' ? renderText(each) : each))
        : (value as Value) // neither a text nor a list
    }
    if (items.length > 0) {
      if (filter.enabled) items = filterItems(items, filter, fill)
      if (extract.enabled) items = pick(items, renderText(extract.serial))
      if (order.enabled) items = orderItems(items, order)
      if (limit.enabled && limit.size >= 0) items = items.slice(0, limit.size)
    }
    return {
      outputs: { result: items, first_record: items[0] ?? null, last_record: items.at(-1) ?? null },
    }
  },
)
