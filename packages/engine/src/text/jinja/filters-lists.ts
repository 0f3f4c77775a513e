import { attributeAt, Given, type Tools } from './arguments.ts'
import type { Filter } from './filters-text.ts'
import {
  type Arguments,
  isEqual,
  isFloat,
  isTrue,
  items,
  type JinjaValue,
  makeFloat,
  order,
  Tuple,
  text,
  toNumber,
} from './values.ts'

const NOTHING: Arguments = { positional: [], named: new Map() }

/** Texts are compared without their case unless asked otherwise. */
function folded(value: JinjaValue, isCaseSensitive: boolean): JinjaValue {
  if (isCaseSensitive) return value
  if (Array.isArray(value)) return value.map((item) => folded(item, false))
  return typeof value === 'string' ? value.toLowerCase() : value
}

/** The values that items are sorted by; several attributes stand with commas between them. */
function sortKey(item: JinjaValue, path: JinjaValue, isCaseSensitive: boolean, tools: Tools): JinjaValue {
  if (path === undefined || path === null) return folded(item, isCaseSensitive)
  const paths = typeof path === 'string' ? path.split(',') : [path]
  const values = paths.map((each) => folded(attributeAt(tools, item, each), isCaseSensitive))
  return values.length === 1 ? values[0] : values
}

function sorted(
  list: readonly JinjaValue[],
  keyOf: (item: JinjaValue) => JinjaValue,
  isDown: boolean,
): JinjaValue[] {
  const keyed = list.map((item) => ({ item, key: keyOf(item) }))
  keyed.sort((a, b) => {
    const isSame = isEqual(a.key, b.key)
    return isSame ? 0 : isDown ? order(b.key, a.key) : order(a.key, b.key)
  })
  return keyed.map(({ item }) => item)
}

function sort(value: JinjaValue, args: Arguments, tools: Tools): JinjaValue {
  const given = new Given('sort', args, ['reverse', 'case_sensitive', 'attribute'])
  const keyOf = (item: JinjaValue): JinjaValue =>
    sortKey(item, given.get('attribute'), given.flag('case_sensitive'), tools)
  const list = tools.budget.items(items(value))
  tools.budget.spend(list.length * 4)
  return sorted(list, keyOf, given.flag('reverse'))
}

function dictsort(value: JinjaValue, args: Arguments, tools: Tools): JinjaValue {
  const given = new Given('dictsort', args, ['case_sensitive', 'by', 'reverse'])
  if (!(value instanceof Map)) throw new Error('dictsort takes a mapping')
  const by = given.text('by', 'key')
  if (by !== 'key' && by !== 'value') throw new Error('dictsort sorts by key or value')
  const pairs = [...tools.budget.items([...value])].map(([key, item]): JinjaValue => Tuple.of(key, item))
  const at = by === 'key' ? 0 : 1
  return sorted(pairs, (pair) => folded(items(pair)[at], given.flag('case_sensitive')), given.flag('reverse'))
}

function unique(value: JinjaValue, args: Arguments, tools: Tools): JinjaValue {
  const given = new Given('unique', args, ['case_sensitive', 'attribute'])
  const seen: JinjaValue[] = []
  const known = new Set<JinjaValue>()
  return items(value).filter((item) => {
    const key = sortKey(item, given.get('attribute'), given.flag('case_sensitive'), tools)
    const isPlain = typeof key !== 'object' || key === null
    tools.budget.spend(isPlain ? 1 : 1 + seen.length)
    if (known.has(key) || (!isPlain && seen.some((each) => isEqual(each, key)))) return false
    if (isPlain) known.add(key)
    else seen.push(key)
    return true
  })
}

function groupby(value: JinjaValue, args: Arguments, tools: Tools): JinjaValue {
  const given = new Given('groupby', args, ['attribute', 'default', 'case_sensitive'])
  const keyOf = (item: JinjaValue): JinjaValue => {
    const key = attributeAt(tools, item, given.get('attribute'))
    return key === undefined ? given.get('default') : key
  }
  const foldedKey = (item: JinjaValue): JinjaValue => folded(keyOf(item), given.flag('case_sensitive'))
  const groups: { key: JinjaValue; same: JinjaValue; list: JinjaValue[] }[] = []
  for (const item of sorted(tools.budget.items(items(value)), foldedKey, false)) {
    const last = groups.at(-1)
    const same = foldedKey(item)
    if (last && isEqual(last.same, same)) last.list.push(item)
    else groups.push({ key: keyOf(item), same, list: [item] })
  }
  return groups.map(({ key, list }) => Tuple.of<JinjaValue>(key, list))
}

function map(value: JinjaValue, args: Arguments, tools: Tools): JinjaValue {
  const { positional, named } = args
  const list = tools.budget.items(items(value))
  if (named.has('attribute')) {
    return list.map((item) => {
      const found = attributeAt(tools, item, named.get('attribute'))
      return found === undefined && named.has('default') ? named.get('default') : found
    })
  }
  const [name, ...rest] = positional
  if (typeof name !== 'string') throw new Error('map takes an attribute or the name of a filter')
  return list.map((item) => tools.filter(name, item, { positional: rest, named }))
}

/** `select`, `reject` and those by an attribute. */
function selecting(isKept: boolean, byAttribute: boolean): Filter {
  return (value, { positional, named }, tools) => {
    const [first, ...rest] = positional
    const path = byAttribute ? first : undefined
    const [name, ...others] = byAttribute ? rest : positional
    return tools.budget.items(items(value)).filter((item) => {
      const subject = byAttribute ? attributeAt(tools, item, path) : item
      const holds =
        name === undefined ? isTrue(subject) : tools.test(text(name), subject, { positional: others, named })
      return holds === isKept
    })
  }
}

function sum(value: JinjaValue, args: Arguments, tools: Tools): JinjaValue {
  const given = new Given('sum', args, ['attribute', 'start'])
  const path = given.get('attribute', null)
  const start = given.get('start', 0)
  if (Array.isArray(start)) {
    // Lists are added one behind the other.
    const lists = items(value).map((item) => items(path === null ? item : attributeAt(tools, item, path)))
    tools.budget.items(lists.reduce((length, list) => length + list.length, start.length))
    return [...start, ...lists.flat()]
  }
  let total = toNumber(start) ?? 0
  let hasFloat = isFloat(start)
  for (const item of items(value)) {
    tools.budget.spend()
    const part = path === null ? item : attributeAt(tools, item, path)
    const number = toNumber(part)
    if (number === undefined) throw new Error('sum takes numbers')
    total += number
    hasFloat ||= isFloat(part)
  }
  return hasFloat ? makeFloat(total) : total
}

function extreme(isMost: boolean): Filter {
  return (value, args, tools) => {
    const given = new Given(isMost ? 'max' : 'min', args, ['case_sensitive', 'attribute'])
    const keyOf = (item: JinjaValue): JinjaValue =>
      sortKey(item, given.get('attribute'), given.flag('case_sensitive'), tools)
    const list = tools.budget.items(items(value))
    return list.length === 0
      ? undefined
      : list.reduce((best, item) => {
          const difference = order(keyOf(item), keyOf(best))
          return (isMost ? difference > 0 : difference < 0) ? item : best
        })
  }
}

function batch(value: JinjaValue, args: Arguments, { budget }: Tools): JinjaValue {
  const given = new Given('batch', args, ['linecount', 'fill_with'])
  const size = given.count('linecount', 0)
  if (size < 1) throw new Error('batch needs a size of 1 or more')
  const list = items(value)
  const rows: JinjaValue[][] = []
  for (let at = 0; at < list.length; at += size) rows.push(list.slice(at, at + size))
  const last = rows.at(-1)
  const fill = given.get('fill_with', null)
  if (last && fill !== null) {
    budget.items(size)
    while (last.length < size) last.push(fill)
  }
  return rows
}

function slice(value: JinjaValue, args: Arguments, { budget }: Tools): JinjaValue {
  const given = new Given('slice', args, ['slices', 'fill_with'])
  const count = budget.items(given.count('slices', 0))
  if (count < 1) throw new Error('slice needs 1 slice or more')
  const list = items(value)
  const fill = given.get('fill_with', null)
  const [each, more] = [Math.floor(list.length / count), list.length % count]
  return Array.from({ length: count }, (_, index) => {
    const start = index * each + Math.min(index, more)
    const part = list.slice(start, start + each + (index < more ? 1 : 0))
    return fill !== null && more > 0 && index >= more ? [...part, fill] : part
  })
}

function join(value: JinjaValue, args: Arguments, tools: Tools): JinjaValue {
  const given = new Given('join', args, ['d', 'attribute'])
  const path = given.get('attribute', null)
  const texts = tools.budget
    .items(items(value))
    .map((item) => text(path === null ? item : attributeAt(tools, item, path)))
  const by = given.text('d')
  tools.budget.text(texts.reduce((length, each) => length + each.length + by.length, 0))
  return texts.join(by)
}

function length(value: JinjaValue): JinjaValue {
  if (value instanceof Map) return value.size
  if (typeof value === 'string' || Array.isArray(value) || value === undefined) return items(value).length
  throw new Error('this value has no length')
}

/** Filters for lists and mappings. @internal */
export const LIST_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  [
    'default',
    (value, args) => {
      const given = new Given('default', args, ['default_value', 'boolean'])
      const isMissing = value === undefined || (given.flag('boolean') && !isTrue(value))
      return isMissing ? given.get('default_value', '') : value
    },
  ],
  ['length', length],
  ['first', (value) => items(value)[0]],
  ['last', (value) => items(value).at(-1)],
  ['list', (value, _, tools) => [...tools.budget.items(items(value))]],
  [
    'items',
    (value) => {
      if (value === undefined) return []
      if (value instanceof Map) return [...value].map(([key, item]) => Tuple.of(key, item))
      throw new Error('items takes a mapping')
    },
  ],
  [
    'reverse',
    (value) => (typeof value === 'string' ? [...value].toReversed().join('') : [...items(value)].reverse()),
  ],
  ['join', join],
  ['sort', sort],
  ['dictsort', dictsort],
  ['unique', unique],
  ['groupby', groupby],
  ['map', map],
  ['select', selecting(true, false)],
  ['reject', selecting(false, false)],
  ['selectattr', selecting(true, true)],
  ['rejectattr', selecting(false, true)],
  ['sum', sum],
  ['min', extreme(false)],
  ['max', extreme(true)],
  ['batch', batch],
  ['slice', slice],
  [
    'attr',
    // Attributes alone: the keys of a mapping are none.
    (value, args, tools) => {
      const name = new Given('attr', args, ['name']).text('name')
      return value instanceof Map ? undefined : tools.attribute(value, name)
    },
  ],
  [
    'random',
    () => {
      throw new Error('random is not offered: the same run must give the same text')
    },
  ],
])

/** @internal */
export const NO_ARGUMENTS: Arguments = NOTHING
