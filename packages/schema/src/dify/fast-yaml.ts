import { CST } from 'yaml'
import type { JsonObject, JsonValue } from '../json.ts'
import { FORBIDDEN_KEYS } from '../json-limits.ts'
import { resolvePlain } from './plain-scalar.ts'

/*
 * Reads the part of YAML in which tools write app files: block mappings and lists, quoted, plain and block texts,
 * `[]` and `{}`. It finds where things begin and end; texts of more than one line, and escapes, are left to the
 * parser's own functions, so that they mean the same to the last space. Whatever else a file holds (comments, tags,
 * anchors, flow collections, anything wrong or beyond a limit) ends it, and the whole parser reads the file. That
 * one is twenty times slower, and knows how to say what is wrong.
 */

class NotPlainEnough extends Error {}

function leave(): never {
  throw new NotPlainEnough()
}

const MAX_DEPTH = 64
const MAX_VALUES = 1_000_000
/** Longer keys are an error of YAML's. */
const MAX_KEY = 1_000

const KEY = /(?:([A-Za-z_$][\w$./-]*(?: [\w$./-]+)*)|'((?:[^']|'')*)'|"([^"\\]*)"):(?= |$)/y
/** Beginnings that are no plain text, or only sometimes one. */
const INDICATORS = new Set(Array.from('-?:,[]{}#&*!|>\'"%@`\t'))
const BLOCK_HEADER = /^[|>](?:[-+]?|[1-9][-+]?|[-+][1-9])$/
// Carriage returns, byte order marks and control characters are the whole parser's business.
const UNUSUAL = /[^\P{Cc}\n\t]|\ufeff/u

class Lines {
  readonly lines: string[]
  at = 0

  constructor(text: string) {
    this.lines = text.split('\n')
  }

  /** Moves to the next line that holds something; undefined at the end. */
  peek(): string | undefined {
    for (; this.at < this.lines.length; this.at += 1) {
      const line = this.lines[this.at] ?? ''
      if (!isBlank(line)) return line
    }
    return undefined
  }
}

function indentOf(line: string): number {
  let indent = 0
  while (line.charCodeAt(indent) === 0x20) indent += 1
  return indent
}

/** Spaces alone: other blanks are part of a text. */
function withoutTrailingSpaces(text: string): string {
  let end = text.length
  while (text.charCodeAt(end - 1) === 0x20) end -= 1
  return text.slice(0, end)
}

function isBlank(line: string): boolean {
  return indentOf(line) === line.length
}

function isItem(line: string, indent: number): boolean {
  return (
    line.charCodeAt(indent) === 0x2d && (line.length === indent + 1 || line.charCodeAt(indent + 1) === 0x20)
  )
}

function matchKey(line: string, from: number): { readonly key: string; readonly end: number } | undefined {
  KEY.lastIndex = from
  const match = KEY.exec(line)
  if (!match) return undefined
  const [found, plain, single, double] = match
  if (found.length > MAX_KEY) leave()
  if (plain !== undefined && resolvePlain(plain) !== plain) leave()
  return { key: plain ?? single?.replaceAll("''", "'") ?? double ?? '', end: from + found.length }
}

/** What the parser's own function makes of a piece of the file. */
function resolve(token: CST.FlowScalar | CST.BlockScalar): string {
  return CST.resolveAsScalar(token, true, leave).value
}

class FastReader {
  readonly #lines: Lines
  #values = 0

  constructor(text: string) {
    this.#lines = new Lines(text)
  }

  document(): JsonObject {
    const first = this.#lines.peek()
    if (first === undefined || indentOf(first) > 0 || !matchKey(first, 0)) leave()
    const root = this.#mapping(0, 0)
    return this.#lines.peek() === undefined ? root : leave()
  }

  #count(depth: number): void {
    this.#values += 1
    if (this.#values > MAX_VALUES || depth > MAX_DEPTH) leave()
  }

  #mapping(indent: number, depth: number): JsonObject {
    this.#count(depth)
    const lines = this.#lines
    const entries = new Map<string, JsonValue>()
    for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
      const own = indentOf(line)
      if (own < indent) break
      const match = own === indent ? matchKey(line, indent) : undefined
      if (!match || entries.has(match.key) || FORBIDDEN_KEYS.includes(match.key)) leave()
      entries.set(match.key, this.#value(line, match.end, indent, depth + 1, true))
    }
    return Object.fromEntries(entries)
  }

  #list(indent: number, depth: number): JsonValue {
    this.#count(depth)
    const lines = this.#lines
    const items: JsonValue[] = []
    for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
      const own = indentOf(line)
      if (own > indent) leave()
      if (own < indent || !isItem(line, indent)) break
      const rest = line.slice(indent + 1)
      const inner = indent + 1 + indentOf(rest)
      if (inner < line.length && (isItem(line, inner) || matchKey(line, inner))) {
        // What begins in the line of its dash is indented as if the dash were a space.
        lines.lines[lines.at] = ' '.repeat(inner) + line.slice(inner)
        items.push(this.#block(inner, depth + 1))
      } else {
        items.push(this.#value(line, indent + 1, indent, depth + 1, false))
      }
    }
    return items
  }

  /** A mapping or a list whose first line is the current one. */
  #block(indent: number, depth: number): JsonValue {
    const line = this.#lines.peek() ?? ''
    if (isItem(line, indent)) return this.#list(indent, depth)
    return matchKey(line, indent) ? this.#mapping(indent, depth) : leave()
  }

  /** What follows a key or a dash, in its line or below; `indent` is that of the key or dash. */
  #value(line: string, from: number, indent: number, depth: number, isMember: boolean): JsonValue {
    const start = from + indentOf(line.slice(from))
    if (start < line.length) {
      this.#count(depth)
      return this.#scalar(line, start, indent, isMember)
    }
    this.#lines.at += 1
    const next = this.#lines.peek()
    const inner = next === undefined ? -1 : indentOf(next)
    if (next !== undefined && inner > indent) return this.#block(inner, depth)
    // A list may stand as far left as the key that it belongs to.
    if (next !== undefined && isMember && inner === indent && isItem(next, inner))
      return this.#list(inner, depth)
    this.#count(depth)
    return null
  }

  #scalar(line: string, start: number, indent: number, isMember: boolean): JsonValue {
    const text = withoutTrailingSpaces(line.slice(start))
    switch (text[0]) {
      case "'":
      case '"':
        return this.#quoted(text[0], line, start, indent)
      case '|':
      case '>':
        return this.#blockText(text, indent, isMember)
      case '[':
      case '{':
        this.#lines.at += 1
        if (text === '[]') return []
        return text === '{}' ? {} : leave()
      default:
        return this.#plain(text, indent)
    }
  }

  #plain(first: string, indent: number): JsonValue {
    const dash = first.charCodeAt(0) === 0x2d && first.length > 1 && first.charCodeAt(1) !== 0x20
    if ((INDICATORS.has(first[0] ?? '') && !dash) || !isPlainLine(first)) leave()
    const { lines } = this.#lines
    const start = this.#lines.at
    let end = start + 1
    for (let at = end; at < lines.length; at += 1) {
      const line = lines[at] ?? ''
      const own = indentOf(line)
      if (own === line.length) continue
      if (own <= indent) break
      // Only the first line of a plain text must not begin with an indicator.
      if (line[own] === '#' || !isPlainLine(line)) leave()
      end = at + 1
    }
    this.#lines.at = end
    if (end === start + 1) return resolvePlain(first) ?? (isNull(first) ? null : leave())
    const source = withoutTrailingSpaces([first, ...lines.slice(start + 1, end)].join('\n'))
    const value = resolve({ type: 'scalar', offset: 0, indent, source })
    // Of several lines nothing but a text can come.
    return resolvePlain(value) === value ? value : leave()
  }

  #quoted(quote: "'" | '"', line: string, start: number, indent: number): JsonValue {
    const { lines } = this.#lines
    // Line by line: neither an escape nor a doubled quote reaches over the end of one.
    const pieces = [line.slice(start)]
    let last = pieces[0] ?? ''
    let close = closingQuote(last, quote, 1)
    for (let at = this.#lines.at + 1; close === -1; at += 1) {
      const next = lines[at]
      if (next === undefined) leave()
      if (!isBlank(next) && (indentOf(next) <= indent || next.charCodeAt(indentOf(next)) === 0x09)) leave()
      pieces.push(next)
      last = next
      close = closingQuote(next, quote, 0)
      this.#lines.at = at
    }
    if (!isBlank(last.slice(close + 1))) leave()
    this.#lines.at += 1
    pieces[pieces.length - 1] = last.slice(0, close + 1)
    const source = pieces.join('\n')
    const inner = source.slice(1, -1)
    if (!inner.includes('\n')) {
      if (quote === "'") return inner.replaceAll("''", "'")
      if (!inner.includes('\\')) return inner
    }
    const type = quote === "'" ? 'single-quoted-scalar' : 'double-quoted-scalar'
    return resolve({ type, offset: 0, indent, source })
  }

  #blockText(header: string, indent: number, isMember: boolean): JsonValue {
    if (!BLOCK_HEADER.test(header) || (/\d/.test(header) && !isMember)) leave()
    const { lines } = this.#lines
    const start = this.#lines.at + 1
    let first = start
    while (first < lines.length && isBlank(lines[first] ?? '')) first += 1
    const digit = /\d/.exec(header)?.[0]
    const width = digit === undefined ? indentOf(lines[first] ?? '') : indent + Number(digit)
    let end = start
    if (first < lines.length && width > indent) {
      for (let at = start; at < lines.length; at += 1) {
        const line = lines[at] ?? ''
        const own = indentOf(line)
        if (own < width && own < line.length) {
          // Too little for the text, too much for what is around it: an error of some kind.
          if (own > indent || line.charCodeAt(own) === 0x09) leave()
          break
        }
        if (own < line.length) end = at + 1
      }
    }
    // Empty texts, and blanks that are kept or that are wider than the text, have rules of their own.
    if (end === start || header.includes('+')) leave()
    for (let at = start; at < lines.length && isBlank(lines[at] ?? ''); at += 1) {
      if ((lines[at] ?? '').length > 0) leave()
    }
    for (let at = end; at < lines.length && isBlank(lines[at] ?? ''); at += 1) {
      if ((lines[at] ?? '').length > width) leave()
    }
    this.#lines.at = end
    const source = `${lines.slice(start, end).join('\n')}\n`
    const props: CST.Token[] = [
      { type: 'block-scalar-header', offset: 0, indent, source: header },
      { type: 'newline', offset: 0, indent, source: '\n' },
    ]
    return resolve({ type: 'block-scalar', offset: 0, indent, props, source })
  }
}

function isNull(text: string): boolean {
  return resolvePlain(text) === null
}

/** No key, no comment, no tab: those mean something, or are an error. */
function isPlainLine(line: string): boolean {
  return !/: |:\s*$| #|\t/.test(line)
}

function closingQuote(source: string, quote: "'" | '"', from: number): number {
  for (let at = from; at < source.length; at += 1) {
    const char = source[at]
    if (char === '\\' && quote === '"') at += 1
    else if (char === quote) {
      if (quote === '"' || source[at + 1] !== quote) return at
      at += 1
    }
  }
  return -1
}

/** The tree of a file that keeps to the common part of YAML, or undefined. Never throws, warns of nothing. @internal */
export function readFastYaml(text: string): JsonObject | undefined {
  if (UNUSUAL.test(text)) return undefined
  try {
    return new FastReader(text).document()
  } catch (error) {
    if (error instanceof NotPlainEnough) return undefined
    throw error
  }
}
