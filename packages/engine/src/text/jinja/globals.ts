import type { Budget } from './budget.ts'
import { Callable, items, type JinjaValue, Namespace, toNumber } from './values.ts'

const MAX_RANGE = 20_000

function range(args: readonly JinjaValue[], budget: Budget): JinjaValue {
  const [first = 0, second, third = 1] = args.map((value) => {
    const number = toNumber(value)
    if (number === undefined || !Number.isInteger(number)) throw new Error('range takes whole numbers')
    return number
  })
  const [from, to] = second === undefined ? [0, first] : [first, second]
  if (third === 0) throw new Error('range cannot go in steps of 0')
  const length = Math.max(0, Math.ceil((to - from) / third))
  if (!(length <= MAX_RANGE)) throw new Error(`range() is limited to ${MAX_RANGE} items`)
  budget.items(length)
  return Array.from({ length }, (_, index) => from + index * third)
}

/** A value that goes round: `cycler('odd', 'even')`, and `loop.cycle` by the place of the round. */
function cycler(values: readonly JinjaValue[]): JinjaValue {
  let at = 0
  return new Callable(
    'cycler',
    () => null,
    new Map<string, () => JinjaValue>([
      [
        'next',
        () =>
          new Callable('next', () => {
            const value = values[at % values.length]
            at += 1
            return value
          }),
      ],
      ['current', () => values[at % values.length]],
      [
        'reset',
        () =>
          new Callable('reset', () => {
            at = 0
            return null
          }),
      ],
    ]),
  )
}

/** Gives its text from the second time on. */
function joiner(separator: JinjaValue): JinjaValue {
  let isFirst = true
  return new Callable('joiner', () => {
    if (!isFirst) return separator
    isFirst = false
    return ''
  })
}

/** The names that every template knows. @internal */
export function createGlobals(budget: Budget): Map<string, JinjaValue> {
  return new Map<string, JinjaValue>([
    ['true', true],
    ['True', true],
    ['false', false],
    ['False', false],
    ['none', null],
    ['None', null],
    ['range', new Callable('range', ({ positional }) => range(positional, budget))],
    [
      'namespace',
      new Callable('namespace', ({ positional: [source], named }) => {
        const space = new Namespace()
        const pairs = source instanceof Map ? [...source] : items(source).map((pair) => items(pair))
        for (const [name, value] of pairs) if (typeof name === 'string') space.names.set(name, value)
        for (const [name, value] of named) space.names.set(name, value)
        return space
      }),
    ],
    [
      'dict',
      new Callable('dict', ({ positional: [source], named }) => {
        const pairs = source instanceof Map ? [...source] : items(source).map((pair) => items(pair))
        return new Map<JinjaValue, JinjaValue>([
          ...pairs.map(([key, value]): [JinjaValue, JinjaValue] => [key, value]),
          ...named,
        ])
      }),
    ],
    ['cycler', new Callable('cycler', ({ positional }) => cycler(positional))],
    ['joiner', new Callable('joiner', ({ positional: [separator = ', '] }) => joiner(separator))],
  ])
}
