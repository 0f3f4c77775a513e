import { isDeepStrictEqual } from 'node:util'
import type { ErrorData, JsonObject, JsonValue } from '@skep/schema'
import { listAt, objectAt, textAt } from '../src/dsl/json.ts'
import { SNIPPET_LIMITS } from './hostile-limits.ts'

/** Beyond its limit a snippet may take so long, and a healthy node after it so long altogether. */
const GRACE_MS = 1_000
const HEALTHY_MS = 2_000

export type SnippetLanguage = 'javascript' | 'python3'

export interface Snippet {
  readonly id: string
  readonly code: string
  readonly language: SnippetLanguage
  /** Any of these endings is right. */
  readonly expected: readonly string[]
  /** What it must return; absent: anything. */
  readonly value: JsonValue | undefined
  /** What the file says of it that we cannot check. */
  readonly unknown: readonly string[]
}

/** How a code node ended. */
export type SnippetEnding =
  | { readonly type: 'result'; readonly outputs: JsonObject }
  | { readonly type: 'error'; readonly error: ErrorData }

/** What the page saw of a snippet. */
export interface Observed {
  readonly ending: SnippetEnding
  readonly durationMs: number
  readonly healthy: SnippetEnding
  readonly healthyMs: number
  /** Names of globals, of stored things and of built-ins that are new, gone or replaced. */
  readonly changes: readonly string[]
  readonly longestBlockMs: number
}

const KNOWN_KEYS: ReadonlySet<string> = new Set(
  'id family expect code why value also kind language'.split(' '),
)

type Check = (ending: SnippetEnding, durationMs: number) => boolean

const hasCode = (ending: SnippetEnding, codes: readonly string[]): boolean =>
  ending.type === 'error' &&
  codes.includes(ending.error.code) &&
  /^The code .{10,}/s.test(ending.error.message)
const isInTime = (durationMs: number): boolean => durationMs <= SNIPPET_LIMITS.timeoutMs + GRACE_MS
const reasonOf = (ending: SnippetEnding): unknown =>
  ending.type === 'error' ? ending.error.data.reason : undefined

/** The endings that the format knows. */
const CHECKS: Readonly<Record<string, Check>> = {
  contained: (ending) => ending.type === 'result',
  error: (ending) => hasCode(ending, ['CODE_FAILED', 'CODE_OUTPUT_INVALID']),
  timeout: (ending, durationMs) => hasCode(ending, ['CODE_TIMEOUT']) && isInTime(durationMs),
  memory: (ending, durationMs) =>
    isInTime(durationMs) &&
    (hasCode(ending, ['CODE_MEMORY']) ||
      // The worker broke down over it and was replaced.
      (hasCode(ending, ['CODE_FAILED']) && reasonOf(ending) === 'engine')),
  'output-limit': (ending) => hasCode(ending, ['CODE_OUTPUT_INVALID']) && reasonOf(ending) === 'too-large',
}

/** The snippets of a file in the format of `../shared/hostile/sandbox.json`. */
export function readSnippets(text: string): readonly Snippet[] {
  const file = objectAt(JSON.parse(text))
  const rules = objectAt(file, 'expect')
  const snippets = listAt(file, 'snippets').map((entry) => readSnippet(objectAt(entry), file.language, rules))
  const { count } = file
  if (count === undefined || count === snippets.length) return snippets
  const wrong = `the file says ${JSON.stringify(count)} snippets and holds ${snippets.length}`
  return [
    ...snippets,
    { id: 'count', code: '', language: 'javascript', expected: [], value: undefined, unknown: [wrong] },
  ]
}

function readSnippet(entry: JsonObject, fileLanguage: JsonValue | undefined, rules: JsonObject): Snippet {
  const language = entry.language ?? fileLanguage ?? 'javascript'
  const also = entry.also === undefined ? [] : listAt(entry, 'also')
  const expected = [entry.expect, ...also]
  return {
    id: textAt(entry, 'id') || 'a snippet without an id',
    code: textAt(entry, 'code'),
    language: language === 'python3' ? 'python3' : 'javascript',
    // Text that need not even be a program may also be refused as such.
    expected: [...expected, ...(entry.kind === 'syntax' ? ['error'] : [])].map(String),
    value: entry.value,
    unknown: [
      ...Object.keys(entry).filter((key) => !KNOWN_KEYS.has(key)),
      ...(typeof entry.code === 'string' ? [] : ['code']),
      ...(entry.kind === undefined || entry.kind === 'syntax' ? [] : [`kind ${JSON.stringify(entry.kind)}`]),
      ...(language === 'python3' || language === 'javascript'
        ? []
        : [`language ${JSON.stringify(language)}`]),
      ...expected
        .filter(
          (kind) => typeof kind !== 'string' || !Object.hasOwn(CHECKS, kind) || !Object.hasOwn(rules, kind),
        )
        .map((kind) => `expect ${JSON.stringify(kind)}`),
    ].map((what) => (what.startsWith('the file') ? what : `cannot check ${what}`)),
  }
}

/** What is wrong with the way in which a snippet went; empty when all is well. */
export function judge(snippet: Snippet, seen: Observed): readonly string[] {
  const { ending, durationMs, healthy, healthyMs, changes } = seen
  const isExpected = snippet.expected.some((kind) => CHECKS[kind]?.(ending, durationMs))
  const isSame =
    ending.type !== 'result' ||
    snippet.value === undefined ||
    isDeepStrictEqual(plain(ending.outputs), snippet.value)
  return [
    ...(isExpected
      ? []
      : [
          `ended as ${show(ending)} after ${Math.round(durationMs)} ms, not as ${snippet.expected.join(' or ')}`,
        ]),
    ...(isSame ? [] : [`returned ${show(ending)}, not ${JSON.stringify(snippet.value)}`]),
    ...(healthy.type === 'result' && healthy.outputs.ok === 1
      ? []
      : [`a healthy node after it ended as ${show(healthy)}`]),
    ...(healthyMs <= HEALTHY_MS ? [] : [`a healthy node after it took ${Math.round(healthyMs)} ms`]),
    ...changes.map((change) => `changed the host: ${change}`),
  ]
}

/** Without prototypes, which came over no wire. */
function plain(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value))
}

function show(ending: SnippetEnding): string {
  const text =
    ending.type === 'result'
      ? `the result ${JSON.stringify(ending.outputs)}`
      : `${ending.error.code} (${ending.error.message})`
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
