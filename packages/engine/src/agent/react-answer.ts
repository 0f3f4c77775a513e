import type { JsonObject, JsonValue } from '@skep/schema'
import { parseModelJson } from '../text/repair-json.ts'
import type { ToolWish } from './tool-box.ts'

/** What a model says in one round of ReAct. @internal */
export type ReactAnswer =
  | { readonly type: 'action'; readonly thought: string; readonly wish: ToolWish }
  | { readonly type: 'final'; readonly text: string }

const FINAL = /(?:^|\n)[ \t]*(?:\*\*)?final[ _]answer(?:\*\*)?\s*:(?:\*\*)?[ \t]*/i

/** The text after the mark of the final answer; what comes before it is the thought. @internal */
export function findFinal(text: string): { readonly start: number; readonly end: number } | undefined {
  const match = FINAL.exec(text)
  return match ? { start: match.index, end: match.index + match[0].length } : undefined
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toArguments(value: JsonValue | undefined): JsonObject | undefined {
  if (value === undefined || value === null || value === '') return {}
  if (isObject(value)) return value
  if (typeof value !== 'string') return undefined
  try {
    const parsed = parseModelJson(value)
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** `{"action": name, "action_input": {...}}`, in a code fence or bare. */
function readBlob(text: string): ReactAnswer | undefined {
  let value: JsonValue
  try {
    value = parseModelJson(text)
  } catch {
    return undefined
  }
  const action = Array.isArray(value) ? value[0] : value
  if (!isObject(action) || typeof action.action !== 'string') return undefined
  const { action: name, action_input: input } = action
  if (/^final[ _]answer$/i.test(name.trim())) {
    return { type: 'final', text: typeof input === 'string' ? input : JSON.stringify(input ?? '') }
  }
  const source = JSON.stringify(input ?? {}).slice(0, 2000)
  return { type: 'action', thought: '', wish: { name: name.trim(), arguments: toArguments(input), source } }
}

/** `Action: name` and `Action Input: {...}` on lines of their own, as the first ReAct models write it. */
function readLines(text: string): ReactAnswer | undefined {
  const match = /(?:^|\n)\s*Action\s*:\s*([^\n{`]+)\n+\s*Action Input\s*:\s*([\s\S]+)$/i.exec(text)
  if (!match) return undefined
  const [, name = '', input = ''] = match
  const source = input.trim().slice(0, 2000)
  return {
    type: 'action',
    thought: '',
    wish: { name: name.trim(), arguments: toArguments(input.trim()), source },
  }
}

/**
 * Reads a whole answer: a final answer, else an action, else the text itself is the answer, for a model that forgets
 * the form has still answered.
 * @internal
 */
export function readReactAnswer(answer: string): ReactAnswer {
  const text = answer.replaceAll(/<think>[\s\S]*?<\/think>/g, '').split(/\n\s*Observation\s*:/, 1)[0] ?? ''
  const final = findFinal(text)
  const at = text.search(/(?:^|\n)\s*(?:\*\*)?Action(?:\*\*)?\s*:/i)
  if (final && (at < 0 || final.start < at)) return { type: 'final', text: text.slice(final.end).trim() }
  const thought = (at < 0 ? text : text.slice(0, at)).replace(/^\s*Thought\s*:/i, '').trim()
  const body = at < 0 ? text : text.slice(at)
  const read = readLines(body) ?? readBlob(body)
  if (read?.type === 'action') return { ...read, thought }
  if (read) return read
  return { type: 'final', text: text.replace(/^\s*Thought\s*:\s*/i, '').trim() }
}
