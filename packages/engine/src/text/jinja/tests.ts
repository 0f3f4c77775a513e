import { Given, type Tools } from './arguments.ts'
import {
  type Arguments,
  Callable,
  isEqual,
  isFloat,
  isNumber,
  items,
  type JinjaValue,
  Namespace,
  order,
  text,
  toNumber,
} from './values.ts'

type Test = (value: JinjaValue, args: Arguments, tools: Tools) => boolean

function other(args: Arguments): JinjaValue {
  return new Given('a test', args, ['other']).get('other')
}

function whole(value: JinjaValue): number {
  const number = toNumber(value)
  if (number === undefined) throw new Error('a test for numbers was asked of something else')
  return number
}

/** Whether a value is in a list, a mapping or a text. @internal */
export function isIn(value: JinjaValue, container: JinjaValue): boolean {
  if (typeof container === 'string') {
    if (typeof value === 'string') return container.includes(value)
    throw new Error('only a text can be in a text')
  }
  return items(container).some((item) => isEqual(item, value))
}

/** What is not there counts as an empty list. */
function hasItems(value: JinjaValue): boolean {
  return typeof value === 'string' || Array.isArray(value) || value instanceof Map || value === undefined
}

const isCased = (value: string): boolean => value.toLowerCase() !== value.toUpperCase()

/** Jinja's own tests by name. @internal */
export const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', (value) => value !== undefined],
  ['undefined', (value) => value === undefined],
  ['none', (value) => value === null],
  ['true', (value) => value === true],
  ['false', (value) => value === false],
  ['boolean', (value) => typeof value === 'boolean'],
  ['string', (value) => typeof value === 'string'],
  ['number', (value) => isNumber(value) || typeof value === 'boolean'],
  ['integer', (value) => isNumber(value) && !isFloat(value)],
  ['float', (value) => isFloat(value)],
  ['mapping', (value) => value instanceof Map],
  ['sequence', hasItems],
  ['iterable', hasItems],
  ['callable', (value) => value instanceof Callable],
  ['escaped', () => false],
  ['odd', (value) => Math.abs(whole(value) % 2) === 1],
  ['even', (value) => whole(value) % 2 === 0],
  [
    'divisibleby',
    (value, args) => {
      const by = whole(new Given('divisibleby', args, ['num']).get('num'))
      if (by === 0) throw new Error('nothing is divisible by 0')
      return whole(value) % by === 0
    },
  ],
  ['lower', (value) => isCased(text(value)) && text(value) === text(value).toLowerCase()],
  ['upper', (value) => isCased(text(value)) && text(value) === text(value).toUpperCase()],
  ['eq', (value, args) => isEqual(value, other(args))],
  ['ne', (value, args) => !isEqual(value, other(args))],
  ['lt', (value, args) => order(value, other(args)) < 0],
  ['le', (value, args) => order(value, other(args)) <= 0],
  ['gt', (value, args) => order(value, other(args)) > 0],
  ['ge', (value, args) => order(value, other(args)) >= 0],
  ['in', (value, args) => isIn(value, other(args))],
  [
    'sameas',
    (value, args) => {
      const that = other(args)
      const isHeld = typeof value === 'object' && value !== null && !isNumber(value)
      return isHeld ? value === that : typeof value === typeof that && isEqual(value, that)
    },
  ],
  ['filter', (value, _, tools) => typeof value === 'string' && hasFilter(value, tools)],
  ['test', (value) => typeof value === 'string' && (TESTS.has(value) || Object.hasOwn(TEST_ALIASES, value))],
  ['namespace', (value) => value instanceof Namespace],
])

/** Other words for the same tests. @internal */
export const TEST_ALIASES: Readonly<Record<string, string>> = {
  equalto: 'eq',
  '==': 'eq',
  '!=': 'ne',
  greaterthan: 'gt',
  '>': 'gt',
  '>=': 'ge',
  lessthan: 'lt',
  '<': 'lt',
  '<=': 'le',
}

function hasFilter(name: string, tools: Tools): boolean {
  try {
    tools.filter(name, '', { positional: [], named: new Map() })
    return true
  } catch (error) {
    return !(error instanceof Error && error.message.startsWith('there is no filter'))
  }
}
