import type { JsonObject, JsonValue } from '@skep/schema'
import type { Random } from '../fuzz-engine/random.ts'
import { isObject } from './json.ts'

/** How a tree may be damaged. `gently`: as other versions of Dify write it; `badly`: as nobody should. @internal */
export type Severity = 'gently' | 'badly'

const SCALARS: readonly [JsonValue, ...JsonValue[]] = [
  '',
  'x',
  ' x ',
  '1',
  'true',
  'null',
  'off',
  'a: b',
  'line\nline\n',
  '  two\n\n\tlines',
  '{{#sys.query#}}',
  '{{x}}',
  '你好 🤖',
  0,
  1,
  -1,
  1.5,
  1e21,
  true,
  false,
  null,
  '2026-01-01',
  '#',
  '- x',
  '\u2028',
  'x'.repeat(300),
]

const ODD: readonly [JsonValue, ...JsonValue[]] = [
  [],
  {},
  [[]],
  [null],
  { '': '' },
  ['x'],
  { toString: 1 },
  { hasOwnProperty: null },
  -0.5,
  9_007_199_254_740_991,
  { type: 'x', value: { value: [] } },
  [{}, {}],
  'constructor',
  '__proto__',
]

const KEYS: readonly [string, ...string[]] = [
  'unknown',
  'x-new',
  'toString',
  'valueOf',
  'id',
  'type',
  'value',
  'key',
  'ключ',
  '1',
  'add',
  'drop',
  'inside',
  'replace',
]

/** Keys whose values an import may repair, and says so. */
const GEOMETRY: readonly string[] = ['position', 'positionAbsolute', 'viewport', 'width', 'height', 'zIndex']

type Path = readonly (string | number)[]

function containers(value: JsonValue, path: Path = [], found: Path[] = []): readonly Path[] {
  if (Array.isArray(value)) {
    found.push(path)
    value.forEach((item: JsonValue, index) => {
      containers(item, [...path, index], found)
    })
  } else if (isObject(value)) {
    found.push(path)
    for (const [key, item] of Object.entries(value)) {
      if (!GEOMETRY.includes(key)) containers(item, [...path, key], found)
    }
  }
  return found
}

function changeAt(value: JsonValue, path: Path, change: (at: JsonValue) => JsonValue): JsonValue {
  const [first, ...rest] = path
  if (first === undefined) return change(value)
  if (Array.isArray(value)) {
    return value.map((item: JsonValue, index) => (index === first ? changeAt(item, rest, change) : item))
  }
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === first ? changeAt(item, rest, change) : item]),
  )
}

/** The same value of another type, as other writers leave it. */
function retype(value: JsonValue): JsonValue {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === 'true' || value === 'false') return value === 'true'
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
  return value === '' ? null : value === null ? '' : value
}

function changeObject(object: JsonObject, random: Random, severity: Severity): JsonObject {
  const entries = Object.entries(object)
  const [key, value] = entries[random.below(Math.max(1, entries.length))] ?? ['', null]
  const without = (): readonly (readonly [string, JsonValue])[] => entries.filter(([name]) => name !== key)
  const replaced = (next: JsonValue): JsonObject =>
    Object.fromEntries(
      entries.map(([name, item]) => [name, name === key && !GEOMETRY.includes(name) ? next : item]),
    )
  const added = (next: JsonValue): JsonObject => {
    const name = random.pick(KEYS)
    return Object.hasOwn(object, name) ? object : { ...object, [name]: next }
  }
  switch (random.below(severity === 'badly' ? 6 : 4)) {
    case 0:
      return added(random.chance(0.5) ? random.pick(SCALARS) : { deep: [random.pick(SCALARS), { a: null }] })
    case 1:
      return Object.fromEntries(without())
    case 2:
      return replaced(retype(value))
    case 3:
      return typeof value === 'string' ? replaced(random.pick(SCALARS)) : replaced(retype(value))
    case 4:
      return replaced(random.pick(ODD))
    default:
      return added(random.pick(ODD))
  }
}

function changeList(list: readonly JsonValue[], random: Random, severity: Severity): JsonValue {
  const index = random.below(Math.max(1, list.length))
  switch (random.below(severity === 'badly' ? 4 : 2)) {
    case 0:
      return list.filter((_, at) => at !== index)
    case 1:
      return [...list.slice(0, index), ...list.slice(index + 1), ...list.slice(index, index + 1)]
    case 2:
      return [...list, random.pick(ODD)]
    default:
      return [...list, ...list.slice(index, index + 1)]
  }
}

/** A copy of a tree with a few changes anywhere but in the geometry of its nodes. @internal */
export function mutateTree(tree: JsonObject, random: Random, severity: Severity): JsonObject {
  let changed: JsonValue = tree
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    const paths = containers(changed)
    const path = paths[random.below(paths.length)] ?? []
    changed = changeAt(changed, path, (at) =>
      Array.isArray(at)
        ? changeList(at, random, severity)
        : isObject(at)
          ? changeObject(at, random, severity)
          : at,
    )
  }
  return isObject(changed) ? changed : tree
}
