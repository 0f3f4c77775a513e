import type { Value } from '@skep/schema'
import { isFileValue } from './files.ts'

/** Whether a value is one of a type, its items too. Nothing is of type `none` and `any` alone. @internal */
export function isOfType(type: string, value: Value): boolean {
  const inner = /^array\[(.+)\]$/.exec(type)?.[1]
  if (inner !== undefined) {
    return Array.isArray(value) && (inner === 'any' || value.every((item: Value) => isOfType(inner, item)))
  }
  switch (type) {
    case 'any':
      return true
    case 'none':
      return value === null
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'file':
      return isFileValue(value)
    case 'secret':
      return typeof value === 'string'
    default:
      return typeof value === type
  }
}
