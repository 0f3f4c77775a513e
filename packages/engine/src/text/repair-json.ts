import { type JsonValue, SkepError } from '@skep/schema'

function tryParse(text: string): { readonly value: JsonValue } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined // the next, more forgiving reading may succeed
  }
}

/** The outermost object or list of a text, cut at its last closing bracket. */
function cutOut(text: string): string | undefined {
  const start = text.search(/[{[]/)
  if (start < 0) return undefined
  const end = text.lastIndexOf(text[start] === '{' ? '}' : ']')
  return end > start ? text.slice(start, end + 1) : undefined
}

/** Drops commas before a closing bracket, outside of strings. */
function dropTrailingCommas(text: string): string {
  return text.replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, quoted?: string) => quoted ?? '')
}

/**
 * JSON as models write it: bare, in a code fence, with words around it, or with trailing commas.
 * @throws `MODEL_OUTPUT_INVALID`
 * @public
 */
export function parseModelJson(text: string): JsonValue {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)```/.exec(text)?.[1]
  for (const candidate of [text, fenced, cutOut(fenced ?? text)]) {
    if (candidate === undefined) continue
    const parsed = tryParse(candidate) ?? tryParse(dropTrailingCommas(candidate))
    if (parsed) return parsed.value
  }
  throw new SkepError(
    'MODEL_OUTPUT_INVALID',
    'The model did not answer with the JSON that was asked for. Try again or choose another model.',
    { errorType: 'OutputParserError' },
  )
}
