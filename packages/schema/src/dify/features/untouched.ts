import type { Reader } from '../reader.ts'

/** Whether a feature says no more than that it is off, which is how files write features that nobody has touched. @internal */
export function isUntouched(data: Reader): boolean {
  return (
    data.boolean('enabled') !== true &&
    Object.entries(data.value).every(
      ([key, value]) => key === 'enabled' || value === null || value === '' || isEmpty(value),
    )
  )
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
