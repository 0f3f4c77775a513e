import type { JsonObject, JsonValue } from '@skep/schema'

/** @internal */
export type ReadVariable = (selector: readonly string[]) => JsonValue | undefined

/** Text with its references filled in (§3.2), as far as random apps use it: texts and numbers. @internal */
export function fill(text: string, read: ReadVariable): string {
  return text.replace(/\{\{#([^#]+)#\}\}/g, (_, path: string) => {
    const value = read(path.split('.'))
    return value === undefined || value === null ? '' : String(value)
  })
}

/** Whether conditions hold; undefined when one that is looked at asks for a variable that has no value. @internal */
export function holds(
  conditions: readonly JsonObject[],
  operator: string,
  read: ReadVariable,
): boolean | undefined {
  for (const each of conditions) {
    const actual = read(each.variable_selector as readonly string[]) // as generated
    if (actual === undefined) return undefined
    const result = compare(actual, String(each.comparison_operator), fill(String(each.value), read))
    if (operator === 'or' && result) return true
    if (operator === 'and' && !result) return false
  }
  return operator === 'and'
}

function compare(actual: JsonValue, operator: string, expected: string): boolean {
  const text = String(actual)
  const number = Number(actual)
  switch (operator) {
    case 'is':
      return text === expected
    case 'is not':
      return text !== expected
    case 'contains':
      return text !== '' && text.includes(expected)
    case 'not contains':
      return text === '' || !text.includes(expected)
    case 'start with':
      return text !== '' && text.startsWith(expected)
    case 'end with':
      return text !== '' && text.endsWith(expected)
    case 'empty':
      return text === ''
    case 'not empty':
      return text !== ''
    case '=':
      return number === Number(expected)
    case '≠':
      return number !== Number(expected)
    case '>':
      return number > Number(expected)
    case '<':
      return number < Number(expected)
    case '≥':
      return number >= Number(expected)
    case '≤':
      return number <= Number(expected)
    default:
      throw new Error(`The reference does not know the comparison ${operator}.`)
  }
}
