import { Given, type Tools } from './arguments.ts'
import { formatPercent, toFixed } from './format.ts'
import {
  type Arguments,
  isFloat,
  isNumber,
  items,
  type JinjaValue,
  makeFloat,
  repr,
  Tuple,
  text,
  toNumber,
} from './values.ts'
import { capitalize, replaceText, splitLines, titleFilter, trimChars } from './words.ts'
import { wrapLine } from './wrap.ts'

/** @internal */
export type Filter = (value: JinjaValue, args: Arguments, tools: Tools) => JinjaValue

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

function escapeText(value: JinjaValue, _: Arguments, { budget }: Tools): string {
  return budget.text(text(value).replaceAll(/[&<>"']/g, (char) => ESCAPES[char] ?? char))
}

/** Text of a page without its tags. Scans by hand, so that no text can make it slow. */
function stripTags(value: string): string {
  let result = ''
  let at = 0
  for (;;) {
    const open = value.indexOf('<', at)
    if (open < 0) break
    const isComment = value.startsWith('<!--', open)
    const close = value.indexOf(isComment ? '-->' : '>', open)
    if (close < 0) break
    result += value.slice(at, open)
    at = close + (isComment ? 3 : 1)
  }
  return (result + value.slice(at))
    .split(/\s+/u)
    .filter((word) => word !== '')
    .join(' ')
    .replaceAll(/&(?:amp|lt|gt|quot|apos|nbsp|#39|#34);/g, (entity) => ENTITIES[entity] ?? entity)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#34;': '"',
  '&nbsp;': '\u00a0',
}

function truncate(value: JinjaValue, args: Arguments): string {
  const given = new Given('truncate', args, ['length', 'killwords', 'end', 'leeway'])
  const letters = [...text(value)]
  const [length, end] = [given.count('length', 255), given.text('end', '...')]
  const leeway = given.count('leeway', 5)
  if (length < [...end].length) throw new Error('truncate needs a length that the end fits in')
  if (letters.length <= length + leeway) return letters.join('')
  const cut = letters.slice(0, length - [...end].length).join('')
  if (given.flag('killwords')) return cut + end
  const space = cut.lastIndexOf(' ')
  return (space < 0 ? cut : cut.slice(0, space)) + end
}

function indent(value: JinjaValue, args: Arguments, { budget }: Tools): string {
  const given = new Given('indent', args, ['width', 'first', 'blank'])
  const width = given.get('width', 4)
  const by = typeof width === 'string' ? width : ' '.repeat(budget.text(given.count('width', 4)))
  // A newline at the end opens one more line, which stays empty.
  const lines = splitLines(`${text(value)}\n`)
  budget.text(text(value).length + by.length * lines.length)
  const [first = '', ...rest] = lines
  const others = rest.map((line) => (given.flag('blank') || line !== '' ? by + line : line))
  return [(given.flag('first') ? by : '') + first, ...others].join('\n')
}

function wordwrap(value: JinjaValue, args: Arguments, { budget }: Tools): string {
  const given = new Given('wordwrap', args, ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'])
  const width = given.count('width', 79)
  if (width < 1) throw new Error('wordwrap needs a width of 1 or more')
  const wrap = given.text('wrapstring', '\n')
  const [words, hyphens] = [given.flag('break_long_words', true), given.flag('break_on_hyphens', true)]
  const lines = splitLines(text(value)).map((line) =>
    wrapLine(line, { width, breaksWords: words, breaksHyphens: hyphens }, budget).join(wrap),
  )
  return budget.text(lines.join(wrap))
}

function urlencode(value: JinjaValue): string {
  const quote = (part: JinjaValue, keepsSlash: boolean): string => {
    const encoded = encodeURIComponent(text(part).toWellFormed()).replaceAll(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    )
    return keepsSlash ? encoded.replaceAll('%2F', '/') : encoded
  }
  if (value instanceof Map || (Array.isArray(value) && value.every((pair) => Array.isArray(pair)))) {
    const pairs = value instanceof Map ? [...value] : value.map((pair) => items(pair))
    return pairs
      .map(([key, item]) => `${quote(key, false)}=${quote(item, false)}`.replaceAll('%20', '+'))
      .join('&')
  }
  return quote(value, true)
}

function jsonText(value: JinjaValue, indentBy: string, depth: number, tools: Tools): string {
  tools.budget.spend()
  if (depth > 200) throw new Error('a value is nested too deeply')
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (isNumber(value)) return text(value).replace('inf', 'Infinity').replace('nan', 'NaN')
  if (typeof value === 'string') {
    return JSON.stringify(value).replaceAll(
      /[\u007f-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  }
  const isList = Array.isArray(value)
  if (!isList && !(value instanceof Map)) throw new Error('this value cannot be written as JSON')
  const parts = isList
    ? value.map((item) => jsonText(item, indentBy, depth + 1, tools))
    : [...value]
        .map(([key, item]) => [typeof key === 'string' ? key : text(key), item] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
        .map(([key, item]) => `${jsonText(key, '', 0, tools)}: ${jsonText(item, indentBy, depth + 1, tools)}`)
  const [open, close] = isList ? '[]' : '{}'
  if (parts.length === 0 || indentBy === '') return `${open}${parts.join(', ')}${close}`
  const line = `\n${indentBy.repeat(depth)}`
  return `${open}${line}${indentBy}${parts.join(`,${line}${indentBy}`)}${line}${close}`
}

/** JSON that can stand in a page: keys in order, other letters and `<>&'` as escapes, as Jinja2 writes it. */
function tojson(value: JinjaValue, args: Arguments, tools: Tools): string {
  const by = new Given('tojson', args, ['indent']).get('indent')
  const width = toNumber(by) ?? 0
  const space = typeof by === 'string' ? by : ' '.repeat(Math.min(Math.max(width, 0), 100))
  return tools.budget.text(
    jsonText(value, space, 0, tools).replaceAll(
      /[<>&']/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  )
}

/** Rounds half to even where a decimal stands exactly in the middle, as Python does. */
function roundHalfEven(value: number, digits: number): number {
  if (digits > 15) return value
  if (digits >= 0) {
    const scaled = value * 10 ** digits
    const isMiddle = Math.abs(scaled % 1) === 0.5 && Number.isInteger(scaled * 2)
    // A decimal in the middle is there exactly only when few bits say it.
    const isExact =
      isMiddle && Number(`${value}`) === scaled / 10 ** digits && Number.isInteger(value * 2 ** 20)
    if (isExact) {
      const floor = Math.floor(scaled)
      return (floor % 2 === 0 ? floor : floor + 1) / 10 ** digits
    }
    return Number(toFixed(value, digits))
  }
  const unit = 10 ** -digits
  const scaled = value / unit
  const floor = Math.floor(scaled)
  const isMiddle = scaled - floor === 0.5
  return (isMiddle ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(scaled)) * unit
}

function round(value: JinjaValue, args: Arguments): JinjaValue {
  const given = new Given('round', args, ['precision', 'method'])
  const number = toNumber(value)
  if (number === undefined) throw new Error('only numbers can be rounded')
  const digits = given.count('precision', 0)
  const method = given.text('method', 'common')
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw new Error('round takes common, ceil or floor')
  }
  if (method === 'common') {
    const rounded = roundHalfEven(number, digits)
    return isFloat(value) ? makeFloat(rounded) : rounded
  }
  const unit = 10 ** digits
  return makeFloat(Math[method](number * unit) / unit)
}

const WHOLE = /^\s*[-+]?\d+(?:_\d+)*\s*$/

function toInt(value: JinjaValue, args: Arguments): JinjaValue {
  const given = new Given('int', args, ['default', 'base'])
  const otherwise = given.get('default', 0)
  if (value === undefined) throw new Error('int was asked of a variable that is not there')
  const base = given.count('base', 10)
  if (typeof value === 'string') {
    if (base !== 10) {
      const digits = value
        .trim()
        .toLowerCase()
        .replace(/^([-+]?)0[xob]/, '$1')
      const isWhole = /^[-+]?[0-9a-z]+$/.test(digits)
      // parseInt stops at the first character that is no digit.
      const isOfBase = Array.from(digits.replace(/^[-+]/, '')).every(
        (each) => Number.parseInt(each, 36) < base,
      )
      if (isWhole && isOfBase) return Number.parseInt(digits, base)
    } else if (WHOLE.test(value)) return Number(value.replaceAll('_', ''))
    const number = readFloat(value)
    return number === undefined || !Number.isFinite(number) ? otherwise : Math.trunc(number)
  }
  const number = toNumber(value)
  return number === undefined || !Number.isFinite(number) ? otherwise : Math.trunc(number)
}

function readFloat(value: string): number | undefined {
  const trimmed = value.trim().toLowerCase()
  if (/^[-+]?(?:inf|infinity)$/.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity
  if (/^[-+]?nan$/.test(trimmed)) return Number.NaN
  return /^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(trimmed)
    ? Number(trimmed.replaceAll('_', ''))
    : undefined
}

function toFloat(value: JinjaValue, args: Arguments): JinjaValue {
  const otherwise = new Given('float', args, ['default']).get('default', makeFloat(0))
  if (value === undefined) throw new Error('float was asked of a variable that is not there')
  const number = typeof value === 'string' ? readFloat(value) : toNumber(value)
  return number === undefined ? otherwise : makeFloat(number)
}

const UNITS = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']

function filesizeformat(value: JinjaValue, args: Arguments): string {
  const isBinary = new Given('filesizeformat', args, ['binary']).flag('binary')
  const bytes = typeof value === 'string' ? (readFloat(value) ?? 0) : (toNumber(value) ?? 0)
  const base = isBinary ? 1024 : 1000
  if (bytes === 1) return '1 Byte'
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`
  let at = 0
  while (at < UNITS.length - 1 && bytes >= base ** (at + 2)) at += 1
  const unit = UNITS[at] ?? ''
  return `${toFixed(bytes / base ** (at + 1), 1)} ${isBinary ? `${unit.toUpperCase()}iB` : `${unit}B`}`
}

function center(value: JinjaValue, args: Arguments, { budget }: Tools): string {
  const width = budget.text(new Given('center', args, ['width']).count('width', 80))
  const self = text(value)
  const missing = width - [...self].length
  if (missing <= 0) return self
  const left = Math.floor(missing / 2) + (missing & width & 1)
  return ' '.repeat(left) + self + ' '.repeat(missing - left)
}

function xmlattr(value: JinjaValue, args: Arguments, tools: Tools): string {
  if (!(value instanceof Map)) throw new Error('xmlattr takes a mapping')
  const parts = [...value].flatMap(([key, item]) => {
    if (item === null || item === undefined) return []
    if (/[\s/>=]/.test(text(key))) throw new Error('an attribute cannot have this name')
    return [`${escapeText(key, args, tools)}="${escapeText(item, args, tools)}"`]
  })
  const isSpaced = new Given('xmlattr', args, ['autospace']).flag('autospace', true)
  return (isSpaced && parts.length > 0 ? ' ' : '') + parts.join(' ')
}

/** Filters that make texts and numbers. @internal */
export const TEXT_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['upper', (value) => text(value).toUpperCase()],
  ['lower', (value) => text(value).toLowerCase()],
  ['title', (value) => titleFilter(text(value))],
  ['capitalize', (value) => capitalize(text(value))],
  [
    'trim',
    (value, args) => trimChars(text(value), new Given('trim', args, ['chars']).get('chars'), true, true),
  ],
  ['string', (value) => text(value)],
  // What is written is not escaped by itself, so there is nothing to mark.
  ['safe', (value) => text(value)],
  ['escape', escapeText],
  ['forceescape', escapeText],
  ['striptags', (value) => stripTags(text(value))],
  ['truncate', truncate],
  ['indent', indent],
  ['wordwrap', wordwrap],
  ['wordcount', (value) => (text(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length],
  ['center', center],
  ['urlencode', urlencode],
  ['tojson', tojson],
  ['pprint', (value) => repr(value)],
  ['xmlattr', xmlattr],
  ['filesizeformat', filesizeformat],
  [
    'replace',
    (value, args, tools) => {
      const given = new Given('replace', args, ['old', 'new', 'count'])
      return replaceText(text(value), given.text('old'), given.text('new'), given.count('count', -1), tools)
    },
  ],
  [
    'format',
    (value, { positional, named }, { budget }) => {
      if (positional.length > 0 && named.size > 0) throw new Error('format takes values by place or by name')
      const values = named.size > 0 ? new Map<JinjaValue, JinjaValue>(named) : Tuple.from(positional)
      return budget.text(formatPercent(text(value), values))
    },
  ],
  [
    'abs',
    (value) => {
      const number = toNumber(value)
      if (number === undefined) throw new Error('abs takes a number')
      return isFloat(value) ? makeFloat(Math.abs(number)) : Math.abs(number)
    },
  ],
  ['round', round],
  ['int', toInt],
  ['float', toFloat],
])
