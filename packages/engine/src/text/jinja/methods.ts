import { Given, type Tools } from './arguments.ts'
import { formatBraces } from './format.ts'
import { type Arguments, Callable, isEqual, items, type JinjaValue, order, Tuple, text } from './values.ts'
import { capitalize, isSpace, replaceText, splitLines, titleWords, trimChars } from './words.ts'

type Method<T> = (self: T, args: Arguments, tools: Tools) => JinjaValue

function given(args: Arguments, ...names: readonly string[]): Given {
  return new Given('a method', args, names)
}

function splitBy(self: string, args: Arguments, fromRight: boolean): JinjaValue {
  const values = given(args, 'sep', 'maxsplit')
  const separator = values.get('sep', null)
  const most = values.count('maxsplit', -1)
  if (separator !== null && typeof separator !== 'string') throw new Error('split takes a text')
  if (separator === '') throw new Error('split takes a text that is not empty')
  if (separator === null) {
    const words = self.split(/\s+/u).filter((word) => word !== '')
    if (most < 0 || words.length <= most + 1) return words
    // What is left over keeps its own spaces.
    const kept = fromRight ? words.slice(words.length - most) : words.slice(0, most)
    let rest = self.trim()
    for (const word of fromRight ? kept.toReversed() : kept) {
      rest = fromRight
        ? rest.slice(0, rest.lastIndexOf(word)).trimEnd()
        : rest.slice(rest.indexOf(word) + word.length).trimStart()
    }
    return fromRight ? [rest, ...kept] : [...kept, rest]
  }
  const parts = self.split(separator)
  if (most < 0 || parts.length <= most + 1) return parts
  return fromRight
    ? [parts.slice(0, parts.length - most).join(separator), ...parts.slice(parts.length - most)]
    : [...parts.slice(0, most), parts.slice(most).join(separator)]
}

function partition(
  self: string,
  args: Arguments,
  at: (separator: string) => number,
  isRight: boolean,
): JinjaValue {
  const separator = given(args, 'sep').text('sep')
  const index = at(separator)
  if (index < 0) return isRight ? Tuple.of('', '', self) : Tuple.of(self, '', '')
  return Tuple.of(self.slice(0, index), separator, self.slice(index + separator.length))
}

function justify(self: string, args: Arguments, tools: Tools, where: 'left' | 'right' | 'center'): string {
  const values = given(args, 'width', 'fillchar')
  const width = tools.budget.text(values.count('width', 0))
  const fill = values.text('fillchar', ' ')
  const missing = width - [...self].length
  if (missing <= 0) return self
  if (where === 'left') return self + fill.repeat(missing)
  if (where === 'right') return fill.repeat(missing) + self
  // Where the odd space goes depends on the width, in Python.
  const left = Math.floor(missing / 2) + (missing & width & 1)
  return fill.repeat(left) + self + fill.repeat(missing - left)
}

function affix(args: Arguments): readonly string[] {
  const value = given(args, 'prefix', 'start', 'end').get('prefix')
  return (Array.isArray(value) ? value : [value]).map((each) => {
    if (typeof each === 'string') return each
    throw new Error('startswith and endswith take texts')
  })
}

function index(at: number): number {
  if (at < 0) throw new Error('the text was not found')
  return at
}

const every = (self: string, test: RegExp): boolean =>
  self !== '' && [...self].every((char) => test.test(char))

const TEXT: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ['upper', (self) => self.toUpperCase()],
  ['lower', (self) => self.toLowerCase()],
  ['casefold', (self) => self.toLowerCase().replaceAll('ß', 'ss')],
  ['title', (self) => titleWords(self)],
  ['capitalize', (self) => capitalize(self)],
  [
    'swapcase',
    (self) =>
      [...self]
        .map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()))
        .join(''),
  ],
  ['strip', (self, args) => trimChars(self, given(args, 'chars').get('chars'), true, true)],
  ['lstrip', (self, args) => trimChars(self, given(args, 'chars').get('chars'), true, false)],
  ['rstrip', (self, args) => trimChars(self, given(args, 'chars').get('chars'), false, true)],
  ['split', (self, args) => splitBy(self, args, false)],
  ['rsplit', (self, args) => splitBy(self, args, true)],
  ['splitlines', (self, args) => splitLines(self, given(args, 'keepends').flag('keepends'))],
  [
    'join',
    (self, args, tools) =>
      tools.budget.text(items(given(args, 'iterable').get('iterable')).map(text).join(self)),
  ],
  [
    'replace',
    (self, args, tools) => {
      const values = given(args, 'old', 'new', 'count')
      return replaceText(self, values.text('old'), values.text('new'), values.count('count', -1), tools)
    },
  ],
  ['startswith', (self, args) => affix(args).some((each) => self.startsWith(each))],
  ['endswith', (self, args) => affix(args).some((each) => self.endsWith(each))],
  [
    'removeprefix',
    (self, args) => {
      const [each = ''] = affix(args)
      return self.startsWith(each) ? self.slice(each.length) : self
    },
  ],
  [
    'removesuffix',
    (self, args) => {
      const [each = ''] = affix(args)
      return each !== '' && self.endsWith(each) ? self.slice(0, -each.length) : self
    },
  ],
  ['find', (self, args) => self.indexOf(given(args, 'sub').text('sub'))],
  ['rfind', (self, args) => self.lastIndexOf(given(args, 'sub').text('sub'))],
  ['index', (self, args) => index(self.indexOf(given(args, 'sub').text('sub')))],
  ['rindex', (self, args) => index(self.lastIndexOf(given(args, 'sub').text('sub')))],
  [
    'count',
    (self, args) => {
      const sub = given(args, 'sub').text('sub')
      return sub === '' ? [...self].length + 1 : self.split(sub).length - 1
    },
  ],
  ['partition', (self, args) => partition(self, args, (separator) => self.indexOf(separator), false)],
  ['rpartition', (self, args) => partition(self, args, (separator) => self.lastIndexOf(separator), true)],
  ['ljust', (self, args, tools) => justify(self, args, tools, 'left')],
  ['rjust', (self, args, tools) => justify(self, args, tools, 'right')],
  ['center', (self, args, tools) => justify(self, args, tools, 'center')],
  [
    'zfill',
    (self, args, tools) => {
      const width = tools.budget.text(given(args, 'width').count('width', 0))
      const [sign, rest] = /^[+-]/.test(self) ? [self.charAt(0), self.slice(1)] : ['', self]
      return sign + rest.padStart(width - sign.length, '0')
    },
  ],
  ['isdigit', (self) => every(self, /^\p{Nd}$/u)],
  ['isdecimal', (self) => every(self, /^\p{Nd}$/u)],
  ['isnumeric', (self) => every(self, /^\p{N}$/u)],
  ['isalpha', (self) => every(self, /^\p{L}$/u)],
  ['isalnum', (self) => every(self, /^[\p{L}\p{N}]$/u)],
  ['isspace', (self) => self !== '' && [...self].every(isSpace)],
  ['isupper', (self) => self === self.toUpperCase() && self !== self.toLowerCase()],
  ['islower', (self) => self === self.toLowerCase() && self !== self.toUpperCase()],
  ['istitle', (self) => self === titleWords(self) && self.toLowerCase() !== self.toUpperCase()],
  [
    'format',
    (self, { positional, named }, tools) =>
      tools.budget.text(
        formatBraces(
          self,
          (name) => {
            if (typeof name === 'number' ? name >= positional.length : !named.has(name)) {
              throw new Error('there are not enough values for the format')
            }
            return typeof name === 'number' ? positional[name] : named.get(name)
          },
          (value, name) => tools.attribute(value, name),
        ),
      ),
  ],
])

function mutable(self: JinjaValue[]): JinjaValue[] {
  if (self instanceof Tuple) throw new Error('a tuple cannot be changed')
  return self
}

const LIST: ReadonlyMap<string, Method<JinjaValue[]>> = new Map<string, Method<JinjaValue[]>>([
  [
    'append',
    (self, args, tools) => {
      mutable(self).push(given(args, 'item').get('item'))
      tools.budget.items(self)
      return null
    },
  ],
  [
    'extend',
    (self, args, tools) => {
      const more = items(given(args, 'items').get('items'))
      tools.budget.items(self.length + more.length)
      for (const item of [...more]) mutable(self).push(item)
      return null
    },
  ],
  [
    'insert',
    (self, args, tools) => {
      const values = given(args, 'index', 'item')
      mutable(self).splice(values.count('index', 0), 0, values.get('item'))
      tools.budget.items(self)
      return null
    },
  ],
  [
    'pop',
    (self, args) => {
      const at = given(args, 'index').count('index', -1)
      if (self.length === 0 || at >= self.length || at < -self.length)
        throw new Error('there is nothing to pop')
      return mutable(self).splice(at, 1)[0]
    },
  ],
  [
    'remove',
    (self, args) => {
      const item = given(args, 'item').get('item')
      mutable(self).splice(index(self.findIndex((each) => isEqual(each, item))), 1)
      return null
    },
  ],
  [
    'clear',
    (self) => {
      mutable(self).length = 0
      return null
    },
  ],
  ['copy', (self, _, tools) => [...tools.budget.items(self)]],
  [
    'reverse',
    (self) => {
      mutable(self).reverse()
      return null
    },
  ],
  [
    'sort',
    (self, args, tools) => {
      const values = given(args, 'reverse')
      tools.budget.items(self)
      mutable(self).sort((a, b) => (values.flag('reverse') ? order(b, a) : order(a, b)))
      return null
    },
  ],
  [
    'index',
    (self, args) => {
      const item = given(args, 'item').get('item')
      return index(self.findIndex((each) => isEqual(each, item)))
    },
  ],
  [
    'count',
    (self, args) => {
      const item = given(args, 'item').get('item')
      return self.filter((each) => isEqual(each, item)).length
    },
  ],
])

const MAPPING: ReadonlyMap<string, Method<Map<JinjaValue, JinjaValue>>> = new Map<
  string,
  Method<Map<JinjaValue, JinjaValue>>
>([
  ['items', (self, _, tools) => tools.budget.items([...self].map(([key, value]) => Tuple.of(key, value)))],
  ['keys', (self, _, tools) => tools.budget.items([...self.keys()])],
  ['values', (self, _, tools) => tools.budget.items([...self.values()])],
  [
    'get',
    (self, args) => {
      const values = given(args, 'key', 'default')
      const key = values.get('key')
      return self.has(key) ? self.get(key) : values.get('default', null)
    },
  ],
  ['copy', (self) => new Map(self)],
  [
    'clear',
    (self) => {
      self.clear()
      return null
    },
  ],
  [
    'update',
    (self, { positional, named }, tools) => {
      const [source] = positional
      const pairs = source instanceof Map ? [...source] : items(source).map((pair) => items(pair))
      for (const [key, value] of [...pairs, ...named]) self.set(key, value)
      tools.budget.items(self.size)
      return null
    },
  ],
  [
    'pop',
    (self, args) => {
      const values = given(args, 'key', 'default')
      const key = values.get('key')
      if (!self.has(key) && !values.has('default')) throw new Error('the mapping has no such key')
      const value = self.has(key) ? self.get(key) : values.get('default')
      self.delete(key)
      return value
    },
  ],
  [
    'setdefault',
    (self, args) => {
      const values = given(args, 'key', 'default')
      const key = values.get('key')
      if (!self.has(key)) self.set(key, values.get('default', null))
      return self.get(key)
    },
  ],
])

/** A method of a value, bound to it; undefined where there is none of that name. @internal */
export function methodOf(self: JinjaValue, name: string, tools: Tools): Callable | undefined {
  const bind = <T>(value: T, methods: ReadonlyMap<string, Method<T>>): Callable | undefined => {
    const method = methods.get(name)
    return (
      method &&
      new Callable(name, (args) => {
        tools.budget.spend()
        return method(value, args, tools)
      })
    )
  }
  if (typeof self === 'string') {
    tools.budget.text(self)
    return bind(self, TEXT)
  }
  if (Array.isArray(self)) return bind(self, LIST)
  return self instanceof Map ? bind(self, MAPPING) : undefined
}
