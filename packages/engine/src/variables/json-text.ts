import type { Value } from '@skep/schema'

/** JSON on one line as Dify writes it, with a space after commas and colons. @internal */
export function toJsonText(value: Value): string {
  if (Array.isArray(value)) return `[${value.map((item: Value) => toJsonText(item)).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${toJsonText(item)}`)
      .join(', ')}}`
  }
  return typeof value === 'number' ? toDecimal(value) : JSON.stringify(value)
}

/** A number without an exponent. @internal */
export function toDecimal(value: number): string {
  const text = String(value)
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (!match) return text
  const [, sign = '', first = '', rest = '', exponentText = '0'] = match
  const digits = first + rest
  const point = 1 + Number(exponentText)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits.padEnd(point, '0')}`
}
