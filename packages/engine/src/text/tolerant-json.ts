import type { JsonValue } from '@skep/schema'

/*
 * JSON that a person or a template wrote slightly wrong, as Dify's http node takes it: line breaks and quotes inside
 * texts, single quotes, bare words, missing or extra commas, missing closing brackets, Python's True, False and None.
 */

const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['None', null],
])
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const MAX_DEPTH = 200

class TolerantReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): JsonValue {
    const value = this.#value(0)
    this.#space()
    if (this.#at < this.#text.length) throw new SyntaxError('there is text after the value')
    return value
  }

  #peek(): string {
    return this.#text[this.#at] ?? ''
  }

  #space(): void {
    while (/\s/.test(this.#peek())) this.#at += 1
  }

  #separators(): void {
    this.#space()
    while (this.#peek() === ',') {
      this.#at += 1
      this.#space()
    }
  }

  #value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) throw new SyntaxError('it is nested too deep')
    this.#space()
    const next = this.#peek()
    if (next === '{') return this.#object(depth)
    if (next === '[') return this.#list(depth)
    if (next === '"' || next === "'") return this.#string()
    return this.#bare(/[,}\]\n]/)
  }

  #object(depth: number): JsonValue {
    this.#at += 1
    const entries: [string, JsonValue][] = []
    for (;;) {
      this.#separators()
      const next = this.#peek()
      if (next === '') break
      if (next === '}') {
        this.#at += 1
        break
      }
      const key = next === '"' || next === "'" ? this.#string() : String(this.#bare(/[:,}\n]/, true))
      this.#space()
      if (this.#peek() !== ':') throw new SyntaxError('a name has no value')
      this.#at += 1
      entries.push([key, this.#value(depth + 1)])
    }
    return Object.fromEntries(entries)
  }

  #list(depth: number): JsonValue {
    this.#at += 1
    const items: JsonValue[] = []
    for (;;) {
      this.#separators()
      const next = this.#peek()
      if (next === '') break
      if (next === ']') {
        this.#at += 1
        break
      }
      if (next === '}') throw new SyntaxError('a list ends like an object')
      items.push(this.#value(depth + 1))
    }
    return items
  }

  #string(): string {
    const quote = this.#peek()
    this.#at += 1
    let text = ''
    for (;;) {
      const next = this.#peek()
      if (next === '') return text
      this.#at += 1
      if (next === '\\') text += this.#escape()
      else if (next !== quote) text += next
      else if (this.#endsString()) return text
      else text += next
    }
  }

  /** A quote ends its text when what follows can follow a text; any other quote belongs to the text. */
  #endsString(): boolean {
    return /^\s*(?:[,:}\]]|$)|^\s*\n\s*["'}\]]|^\s+["'][^"']{1,60}["']\s*:/.test(
      this.#text.slice(this.#at, this.#at + 200),
    )
  }

  #escape(): string {
    const next = this.#peek()
    this.#at += 1
    if (next !== 'u') return ESCAPES[next] ?? next
    const digits = /^[0-9A-Fa-f]{4}/.exec(this.#text.slice(this.#at, this.#at + 4))?.[0]
    if (!digits) return 'u'
    this.#at += 4
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  #bare(end: RegExp, isKey = false): JsonValue {
    const from = this.#at
    while (this.#peek() !== '' && !end.test(this.#peek())) this.#at += 1
    const word = this.#text.slice(from, this.#at).trim()
    if (word === '') throw new SyntaxError('a value is missing')
    if (isKey) return word
    const known = WORDS.get(word)
    if (known !== undefined) return known
    const number = Number(word)
    return Number.isFinite(number) ? number : word
  }
}

function fenced(text: string): string {
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(text)?.[1] ?? text
}

/**
 * JSON text as it should have been: `text` itself where it is right, repaired where it is slightly wrong,
 * `undefined` where it cannot be made out. A right text is not written anew, so long numbers stay exact.
 * @internal
 */
export function repairJsonText(text: string): string | undefined {
  try {
    JSON.parse(text)
    return text
  } catch {
    // The forgiving reading below decides.
  }
  const bare = fenced(text).trim()
  // A bare word would be "repaired" to a text; only objects, lists and quoted texts are meant as JSON.
  if (!/^[{["']/.test(bare)) return undefined
  try {
    return JSON.stringify(new TolerantReader(bare).document())
  } catch {
    return undefined
  }
}
