import { isFloat, isNumber, type JinjaValue, repr, text, toNumber } from './values.ts'

/*
 * Python's two ways to format: `"%05.2f" % x` and `"{:>8,.1f}".format(x)`. Widths are limited by the caller's budget,
 * which is asked before a text is made.
 */

const MAX_WIDTH = 100_000
const MAX_PRECISION = 100

interface Spec {
  readonly fill: string
  readonly align: string
  readonly sign: string
  readonly isAlternate: boolean
  readonly width: number
  readonly groups: string
  readonly precision: number | undefined
  readonly type: string
}

function limited(value: string | undefined, most: number): number | undefined {
  if (value === undefined || value === '') return undefined
  const number = Number(value)
  if (number > most) throw new Error('a format is too wide')
  return number
}

function exponential(value: number, precision: number): string {
  return value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2')
}

/** `%g`: as short as it gets, with an exponent where the number is very large or small. */
function general(value: number, precision: number, keepsZeros: boolean): string {
  const digits = Math.max(1, precision)
  if (value === 0) return '0'
  const exponent = Number(value.toExponential(digits - 1).split('e')[1])
  if (exponent < -4 || exponent >= digits) {
    const [mantissa = '', power = ''] = exponential(value, digits - 1).split('e')
    return `${keepsZeros ? mantissa : dropZeros(mantissa)}e${power}`
  }
  const fixed = value.toFixed(Math.max(0, digits - 1 - exponent))
  return keepsZeros ? fixed : dropZeros(fixed)
}

function dropZeros(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}

/** Half to even, as Python rounds the exact decimal value. @internal */
export function toFixed(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21)
    return `${BigInt(Math.trunc(value))}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`
  return value.toFixed(digits) === '-0' ? '-0' : value.toFixed(digits)
}

function group(digits: string, separator: string): string {
  const [whole = '', ...rest] = digits.split('.')
  return [whole.replaceAll(/\B(?=(\d{3})+$)/g, separator), ...rest].join('.')
}

function numberBody(value: number, isWhole: boolean, spec: Spec): string {
  const size = Math.abs(value)
  const { type, precision, isAlternate } = spec
  switch (type) {
    case 'd':
    case 'i':
    case 'u':
      return BigInt(Math.trunc(size)).toString()
    case 'x':
      return `${isAlternate ? '0x' : ''}${BigInt(Math.trunc(size)).toString(16)}`
    case 'X':
      return `${isAlternate ? '0X' : ''}${BigInt(Math.trunc(size)).toString(16).toUpperCase()}`
    case 'o':
      return `${isAlternate ? '0o' : ''}${BigInt(Math.trunc(size)).toString(8)}`
    case 'b':
      return `${isAlternate ? '0b' : ''}${BigInt(Math.trunc(size)).toString(2)}`
    case 'e':
    case 'E': {
      const body = exponential(size, precision ?? 6)
      return type === 'E' ? body.toUpperCase() : body
    }
    case 'f':
    case 'F':
      return toFixed(size, precision ?? 6)
    case '%':
      return `${toFixed(size * 100, precision ?? 6)}%`
    case 'g':
    case 'G': {
      const body = general(size, precision ?? 6, isAlternate)
      return type === 'G' ? body.toUpperCase() : body
    }
    default:
      if (precision !== undefined) return general(size, precision, false)
      return isWhole ? BigInt(size).toString() : text(size)
  }
}

function pad(body: string, sign: string, { width, align, fill }: Spec, standard: string): string {
  const missing = width - [...sign, ...body].length
  if (missing <= 0) return sign + body
  const space = (count: number): string => (fill || ' ').repeat(count)
  switch (align || standard) {
    case '<':
      return sign + body + space(missing)
    case '^':
      return space(Math.floor(missing / 2)) + sign + body + space(Math.ceil(missing / 2))
    case '=':
      return sign + space(missing) + body
    default:
      return space(missing) + sign + body
  }
}

function formatNumber(value: JinjaValue, spec: Spec): string {
  const number = toNumber(value)
  if (number === undefined) throw new Error(`"${spec.type}" formats numbers only`)
  const isNegative = number < 0 || Object.is(number, -0)
  const sign = isNegative ? '-' : spec.sign === '+' || spec.sign === ' ' ? spec.sign : ''
  if (!Number.isFinite(number)) return pad(Number.isNaN(number) ? 'nan' : 'inf', sign, spec, '>')
  const body = numberBody(number, !isFloat(value), spec)
  return pad(spec.groups === '' ? body : group(body, spec.groups), sign, spec, '>')
}

const PERCENT = /%(?:\(([^)]*)\))?([-+ 0#]*)(\d*)(?:\.(\d*))?([a-zA-Z%])/g

/** `template % values`. @internal */
export function formatPercent(template: string, values: JinjaValue): string {
  const list = Array.isArray(values) ? values : [values]
  let next = 0
  return template.replaceAll(PERCENT, (_, key, flags, width, precision, type) => {
    if (type === '%') return '%'
    if (key === undefined && next >= list.length)
      throw new Error('there are not enough values for the format')
    const value = key === undefined ? list[next++] : values instanceof Map ? values.get(key) : undefined
    const isLeft = flags.includes('-')
    const isZero = flags.includes('0') && !isLeft
    const digits = precision === undefined ? undefined : (limited(precision || '0', MAX_PRECISION) ?? 0)
    const spec: Spec = {
      fill: isZero ? '0' : ' ',
      align: isLeft ? '<' : isZero ? '=' : '>',
      sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '',
      isAlternate: flags.includes('#'),
      width: limited(width, MAX_WIDTH) ?? 0,
      groups: '',
      precision: digits,
      type,
    }
    if (type === 's' || type === 'r' || type === 'a') {
      const body = type === 's' ? text(value) : repr(value)
      return pad(
        digits === undefined ? body : [...body].slice(0, digits).join(''),
        '',
        { ...spec, fill: ' ' },
        '>',
      )
    }
    if (type === 'c')
      return pad(
        typeof value === 'string' ? value : String.fromCodePoint(toNumber(value) ?? 0),
        '',
        spec,
        '>',
      )
    if (!/[diuxXoeEfFgG]/.test(type)) throw new Error(`there is no format "${type}"`)
    return formatNumber(value, spec)
  })
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su

/** One value by a format such as `>8,.2f`. @internal */
export function formatValue(value: JinjaValue, format: string): string {
  const match = SPEC.exec(format)
  if (!match) throw new Error(`the format "${format.slice(0, 40)}" cannot be read`)
  const [, fill = '', align = '', sign = '', alternate, zero, width, groups = '', precision, type = ''] =
    match
  const spec: Spec = {
    fill: fill || (zero && align === '' ? '0' : ' '),
    align: align || (zero ? '=' : ''),
    sign,
    isAlternate: alternate !== undefined,
    width: limited(width, MAX_WIDTH) ?? 0,
    groups,
    precision: limited(precision, MAX_PRECISION),
    type,
  }
  if (isNumber(value) || (typeof value === 'boolean' && type !== '' && type !== 's'))
    return formatNumber(value, spec)
  if (type !== '' && type !== 's') throw new Error(`"${type}" formats numbers only`)
  const body = text(value)
  return pad(spec.precision === undefined ? body : [...body].slice(0, spec.precision).join(''), '', spec, '<')
}

const FIELD = /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*))?\}/g

/** `template.format(...)`. @internal */
export function formatBraces(
  template: string,
  read: (name: string | number) => JinjaValue,
  attribute: (value: JinjaValue, name: JinjaValue) => JinjaValue,
): string {
  let next = 0
  return template.replaceAll(FIELD, (whole, path: string | undefined, conversion, format = '') => {
    if (whole === '{{') return '{'
    if (whole === '}}') return '}'
    const [name = '', ...rest] = (path ?? '')
      .split(/\.|\[|\]\.?/)
      .filter((part, index) => index === 0 || part !== '')
    const first = read(name === '' ? next++ : /^\d+$/.test(name) ? Number(name) : name)
    const value = rest.reduce<JinjaValue>(
      (inner, part) => attribute(inner, /^\d+$/.test(part) ? Number(part) : part),
      first,
    )
    return formatValue(
      conversion === 'r' || conversion === 'a' ? repr(value) : conversion === 's' ? text(value) : value,
      format,
    )
  })
}
