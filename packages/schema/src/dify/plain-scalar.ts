import type { JsonValue } from '../json.ts'

const NULL = /^(?:~|[Nn]ull|NULL)?$/
const TRUE = /^(?:[Tt]rue|TRUE)$/
const FALSE = /^(?:[Ff]alse|FALSE)$/
const NUMBER = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
/** Numbers in other bases, and those that are not finite: rare enough to be left to the whole parser. */
const ODD = /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

/** What a text without quotes means by YAML's core schema; undefined where that is left to the whole parser. @internal */
export function resolvePlain(text: string): JsonValue | undefined {
  const code = text.charCodeAt(0)
  // Most texts begin with a letter that begins no other kind of value.
  const isWord = code > 0x40 && !/^[.~nNtTfF]/.test(text)
  if (isWord) return text
  if (NULL.test(text)) return null
  if (TRUE.test(text)) return true
  if (FALSE.test(text)) return false
  if (ODD.test(text)) return undefined
  if (!NUMBER.test(text)) return text
  const number = Number(text)
  const isExact = Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number))
  // JSON has no negative zero.
  return isExact ? (number === 0 ? 0 : number) : undefined
}
