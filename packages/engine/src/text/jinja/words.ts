import type { Tools } from './arguments.ts'
import type { JinjaValue } from './values.ts'

/** @internal */
export function capitalize(value: string): string {
  const [first = '', ...rest] = value
  return first.toUpperCase() + rest.join('').toLowerCase()
}

/** `str.title`: every run of letters. @internal */
export function titleWords(value: string): string {
  return value.replaceAll(/\p{L}+/gu, capitalize)
}

/** The filter `title`: words end at spaces, hyphens and opening brackets alone, so "it's" stays one. @internal */
export function titleFilter(value: string): string {
  return value
    .split(/([-\s([{<]+)/u)
    .map(capitalize)
    .join('')
}

/** Separators that only Python takes for space. */
const PYTHON_SPACES = '\u001c\u001d\u001e\u001f\u0085'

/** @internal */
export function isSpace(char: string): boolean {
  return /^\s$/u.test(char) || PYTHON_SPACES.includes(char)
}

/** @internal */
export function trimChars(value: string, chars: JinjaValue, start: boolean, end: boolean): string {
  if (chars !== undefined && chars !== null && typeof chars !== 'string')
    throw new Error('strip takes a text')
  const letters = [...value]
  const set = typeof chars === 'string' ? new Set(chars) : undefined
  const isCut = (char: string | undefined): boolean =>
    char !== undefined && (set ? set.has(char) : isSpace(char))
  let [from, to] = [0, letters.length]
  while (start && from < to && isCut(letters[from])) from += 1
  while (end && to > from && isCut(letters[to - 1])) to -= 1
  return letters.slice(from, to).join('')
}

/** @internal */
export function splitLines(value: string, keepsEnds = false): string[] {
  const lines = value.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []
  return keepsEnds ? [...lines] : lines.map((line) => line.replace(/\r?\n$|\r$/, ''))
}

/** @internal */
export function replaceText(value: string, old: string, by: string, most: number, { budget }: Tools): string {
  if (old === '') {
    const letters = ['', ...value]
    const changes = most < 0 ? letters.length : Math.min(most, letters.length)
    budget.text(value.length + by.length * (changes + 1))
    const inside = letters.map((letter, at) => (at === 0 ? '' : letter) + (at < changes ? by : '')).join('')
    return inside
  }
  const parts = value.split(old)
  const changes = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1)
  budget.text(value.length + changes * (by.length - old.length))
  return changes === parts.length - 1
    ? parts.join(by)
    : [parts.slice(0, changes + 1).join(by), ...parts.slice(changes + 1)].join(old)
}
