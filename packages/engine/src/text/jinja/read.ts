import { parse, tokenize } from '@huggingface/jinja'
import type { Statement } from './ast.ts'

/*
 * A template to its tree: cut into text and tags here, the tags read by the tokeniser and parser of
 * @huggingface/jinja. Between the two, what the parser does not know is said in words that it does: `{% raw %}`,
 * `{% with %}`, `{% block %}`, tests with arguments, `recursive`, `(1,)`.
 */

type Token = ReturnType<typeof tokenize>[number]

/** The loop variable that makes a loop a mere scope. @internal */
export const SCOPE = '__scope'
/** The filter that marks a recursive loop. @internal */
export const RECURSIVE = '__recursive'
/** Tests are filters of these names, so that they can have arguments. @internal */
export const TEST = '__is_'
/** @internal */
export const NOT_TEST = '__is_not_'

/** The last item of a tuple that ends with a comma, which the parser does not know: no item at all. @internal */
export const TUPLE_END = '__tuple_end'

/** The tokeniser looks at white space again and again; longer tags than this would keep it busy. */
const MAX_TAG = 20_000

interface Tag {
  readonly kind: '{{' | '{%' | '{#'
  readonly inner: string
  readonly end: number
  readonly trimsBefore: boolean
  readonly trimsAfter: boolean
}

function findTagEnd(source: string, from: number, close: string): number {
  let depth = 0
  let quote = ''
  for (let at = from; at < source.length; at += 1) {
    const char = source.charAt(at)
    if (quote !== '') {
      if (char === '\\') at += 1
      else if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (depth === 0 && source.startsWith(close, at)) return at
    else if (char === '{' || char === '(' || char === '[') depth += 1
    else if (char === '}' || char === ')' || char === ']') depth = Math.max(0, depth - 1)
  }
  throw new SyntaxError(`a tag is not closed: ${source.slice(from - 2, from + 40)}`)
}

function readTag(source: string, start: number): Tag {
  const kind = source.slice(start, start + 2) as Tag['kind'] // the caller looked
  const sign = source.charAt(start + 2)
  const from = start + 2 + (sign === '-' || sign === '+' ? 1 : 0)
  const close = kind === '{{' ? '}}' : kind === '{%' ? '%}' : '#}'
  const at = kind === '{#' ? source.indexOf(close, from) : findTagEnd(source, from, close)
  if (at < 0) throw new SyntaxError('a comment is not closed')
  const last = source.charAt(at - 1)
  const hasSign = at > from && (last === '-' || last === '+')
  const inner = source.slice(from, hasSign ? at - 1 : at)
  if (kind !== '{#' && inner.length > MAX_TAG)
    throw new SyntaxError(`a tag is longer than ${MAX_TAG} characters`)
  return { kind, inner, end: at + 2, trimsBefore: sign === '-', trimsAfter: hasSign && last === '-' }
}

const RAW_END = /\{%([-+]?)\s{0,20}endraw\s{0,20}([-+]?)%\}/g

function textToken(value: string): Token {
  return { value, type: 'Text' }
}

function toTokens(source: string): readonly Token[] {
  // Lines end as Jinja2 ends them, and one newline at the very end is not part of what a template writes.
  const text = source.replaceAll(/\r\n?/g, '\n').replace(/\n$/, '')
  const tokens: Token[] = []
  let at = 0
  let trimsNext = false
  const say = (piece: string, trimsEnd: boolean): void => {
    let value = trimsNext ? piece.trimStart() : piece
    if (trimsEnd) value = value.trimEnd()
    if (value !== '') tokens.push(textToken(value))
  }
  const opening = /\{[{%#]/g
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const tag = readTag(text, match.index)
    say(text.slice(at, match.index), tag.trimsBefore)
    trimsNext = tag.trimsAfter
    at = tag.end
    if (tag.kind === '{%' && tag.inner.trim() === 'raw') {
      RAW_END.lastIndex = at
      const end = RAW_END.exec(text)
      if (!end) throw new SyntaxError('a raw block is not closed')
      say(text.slice(at, end.index), end[1] === '-')
      trimsNext = end[2] === '-'
      at = end.index + end[0].length
    } else if (tag.kind !== '{#') {
      const close = tag.kind === '{{' ? '}}' : '%}'
      tokens.push(...rewrite(tokenize(`${tag.kind} ${tag.inner} ${close}`)))
    }
    opening.lastIndex = at
  }
  say(text.slice(at), false)
  return tokens
}

function isName(token: Token | undefined, ...names: readonly string[]): boolean {
  return token?.type === 'Identifier' && (names.length === 0 || names.includes(token.value))
}

const OPENING: ReadonlySet<string> = new Set(['OpenParen', 'OpenSquareBracket', 'OpenCurlyBracket'])
const CLOSING: ReadonlySet<string> = new Set(['CloseParen', 'CloseSquareBracket', 'CloseCurlyBracket'])

function groupEnd(tokens: readonly Token[], from: number): number {
  let depth = 0
  for (let at = from; at < tokens.length; at += 1) {
    const type = tokens[at]?.type ?? ''
    if (OPENING.has(type)) depth += 1
    if (CLOSING.has(type)) depth -= 1
    if (depth === 0) return at + 1
  }
  throw new SyntaxError('a bracket is not closed')
}

/** The end of one value with its attributes: `a.b[0]`, `[1, 2]`, `"x"`. */
function valueEnd(tokens: readonly Token[], from: number): number {
  let at = OPENING.has(tokens[from]?.type ?? '') ? groupEnd(tokens, from) : from + 1
  for (;;) {
    const type = tokens[at]?.type
    if (type === 'Dot') at += 2
    else if (type === 'OpenSquareBracket' || type === 'OpenParen') at = groupEnd(tokens, at)
    else return at
  }
}

const ARGUMENT: ReadonlySet<string> = new Set([
  'NumericLiteral',
  'StringLiteral',
  'Identifier',
  'OpenSquareBracket',
  'OpenCurlyBracket',
])
const NO_ARGUMENT = ['else', 'or', 'and', 'is', 'if', 'in', 'not']

/** `is [not] name [argument]` as a filter with arguments. */
function rewriteTests(tokens: readonly Token[]): readonly Token[] {
  const result: Token[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (!token) break
    // After a dot, `is` is a name like any other.
    if (!isName(token, 'is') || tokens[at - 1]?.type === 'Dot') {
      result.push(token)
      continue
    }
    const isNot = isName(tokens[at + 1], 'not')
    const nameAt = at + (isNot ? 2 : 1)
    const name = tokens[nameAt]
    if (name?.type !== 'Identifier') {
      throw new SyntaxError('a test has no name')
    }
    const test = {
      value: `${isNot ? NOT_TEST : TEST}${name.value}`,
      type: 'Identifier',
    }
    result.push({ value: '|', type: 'Pipe' }, test as Token) // a token is these two fields
    at = nameAt
    const next = tokens[at + 1]
    if (next && ARGUMENT.has(next.type) && !isName(next, ...NO_ARGUMENT)) {
      const end = valueEnd(tokens, at + 1)
      result.push({ value: '(', type: 'OpenParen' }, ...rewriteTests(tokens.slice(at + 1, end)), {
        value: ')',
        type: 'CloseParen',
      })
      at = end - 1
    }
  }
  return result
}

function read(source: string): readonly Token[] {
  return tokenize(source)
}

/** `with a = 1, b = 2` as a scope in which the names are set. */
function rewriteWith(tokens: readonly Token[]): readonly Token[] {
  const result: Token[] = [...read(`{% for ${SCOPE} in [0] %}`)]
  let from = 2
  let depth = 0
  for (let at = 2; at < tokens.length; at += 1) {
    const type = tokens[at]?.type ?? ''
    if (OPENING.has(type)) depth += 1
    if (CLOSING.has(type)) depth -= 1
    if (depth > 0 || (type !== 'Comma' && type !== 'CloseStatement')) continue
    if (at > from) {
      result.push(
        { value: '{%', type: 'OpenStatement' },
        { value: 'set', type: 'Identifier' },
        ...tokens.slice(from, at),
        { value: '%}', type: 'CloseStatement' },
      )
    }
    from = at + 1
  }
  return result
}

/** `1e5` and `1e-5`, which the tokeniser cuts in pieces. */
function joinExponents(tokens: readonly Token[]): readonly Token[] {
  const result: Token[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const [token, next, sign, digits] = tokens.slice(at, at + 4)
    if (!token) break
    const isWhole = next?.type === 'Identifier' && /^[eE]\d+$/.test(next.value)
    const isSigned =
      isName(next, 'e', 'E') && sign?.type === 'AdditiveBinaryOperator' && digits?.type === 'NumericLiteral'
    if (token.type !== 'NumericLiteral' || !next || (!isWhole && !isSigned)) {
      result.push(token)
      continue
    }
    const exponent = isWhole ? next.value.slice(1) : `${sign?.value}${digits?.value}`
    result.push({ ...token, value: `${token.value}${token.value.includes('.') ? '' : '.0'}e${exponent}` })
    at += isWhole ? 1 : 3
  }
  return result
}

/** Words after which a bracket begins a value. */
const BEFORE_VALUES = [...NO_ARGUMENT, 'elif', 'for', 'set']

/** `(1,)`: brackets that are no call and end with a comma. */
function markTuples(tokens: readonly Token[]): readonly Token[] {
  const calls: boolean[] = []
  return tokens.flatMap((token, at) => {
    const before = tokens[at - 1]
    if (token.type === 'OpenParen') {
      const isCalled = before?.type === 'Identifier' && !BEFORE_VALUES.includes(before.value)
      calls.push(isCalled || CLOSING.has(before?.type ?? ''))
    }
    const isEnd = token.type === 'CloseParen' && calls.pop() === false && before?.type === 'Comma'
    return isEnd ? [{ ...token, value: TUPLE_END, type: 'Identifier' }, token] : [token]
  })
}

function rewrite(tag: readonly Token[]): readonly Token[] {
  const tokens = rewriteTests(markTuples(joinExponents(tag)))
  const [open, keyword] = tokens
  if (open?.type !== 'OpenStatement') return tokens
  if (isName(keyword, 'with')) return rewriteWith(tokens)
  // Nothing can extend a template, so a block is what stands in it.
  if (isName(keyword, 'block')) return read(`{% for ${SCOPE} in [0] %}`)
  if (isName(keyword, 'endwith', 'endblock')) return read('{% endfor %}')
  const last = tokens.at(-2)
  if (isName(keyword, 'for') && isName(last, 'recursive') && tokens.length > 6) {
    return [...tokens.slice(0, -2), ...read(`{% | ${RECURSIVE} %}`).slice(1)]
  }
  return tokens
}

/** The tree of a template. @throws on bad syntax. @internal */
export function readJinja(source: string): readonly Statement[] {
  // The tree is described in ast.ts, by what the parser of this version makes.
  return parse([...toTokens(source)]).body as unknown as readonly Statement[]
}
