import { isDocumentCode, isTypedError } from './document-codes.ts'
import type { ObservedDocument } from './observed-document.ts'
import { quotedParts, toMegabytes, toMilliseconds } from './phrases.ts'

/** @internal */
export type Verdict = string | undefined

/** What is wrong with a document by one statement about it. @internal */
export type Check = (seen: ObservedDocument, match: RegExpExecArray) => Verdict | Promise<Verdict>

/** @internal */
export function unless(isRight: boolean, problem: string): Verdict {
  return isRight ? undefined : problem
}

/** @internal */
export const code: Check = ({ error, state }, match) => {
  const wanted = match.slice(1).find((part) => part !== undefined) ?? ''
  return unless(
    error !== undefined && isDocumentCode(error.code, wanted),
    error ? `it ended in ${error.code}` : `it is ${state}`,
  )
}

/** @internal */
export const typed: Check = ({ error, state }) =>
  unless(isTypedError(error), error ? `it ended in ${error.code}: ${error.message}` : `it is ${state}`)

/** Words of an error, in any order; what is in quotes must stand as it is. */
/** @internal */
export const says: Check = ({ error, warnings }, [, kind = '', what = '']) => {
  const said = /^warn/i.test(kind) ? warnings.map(({ message }) => message) : [error?.message ?? '']
  if (said.join('') === '') return `there is no ${/^warn/i.test(kind) ? 'warning' : 'error'}`
  const quoted = quotedParts(what)
  const wanted = quoted.length > 0 ? quoted : wordsOf(what)
  const text = said.join(' ').toLowerCase()
  const missing = wanted.filter((word) => !text.includes(word.toLowerCase()))
  return unless(missing.length === 0, `it says nothing of ${missing.join(', ')}: ${said.join(' ')}`)
}

const SMALL = new Set(
  'a an the that it is are and or of to in as for with what why which file document'.split(' '),
)

/** The stems of words, so that "encrypted" finds "encryption". */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}.]+/gu) ?? []
  const synonyms: Readonly<Record<string, string>> = {
    encrypted: 'password',
    corrupt: 'damaged',
    corrupted: 'damaged',
    image: 'picture',
    images: 'picture',
    legacy: 'old',
    unsupported: 'cannot be read',
    entity: 'entit',
    depth: 'deep',
    bomb: 'unpacks',
    extension: 'named',
    limit: 'limit',
    truncated: 'cut off',
  }
  return words
    .filter((word) => !SMALL.has(word))
    .map((word) => synonyms[word] ?? word.replace(/(?:ed|ing|s)$/, ''))
}

/** @internal */
export const contains: Check = async (seen, [, what = '']) => {
  if (seen.state !== 'ready') return `there is no text: ${seen.error?.code ?? seen.state}`
  const quoted = quotedParts(what)
  if (quoted.length === 0 && (await seen.holds(what))) return undefined
  for (const part of quoted.length > 0 ? quoted : what.split(/,? and |, /))
    if (!(await seen.holds(part))) return `the text does not hold ${JSON.stringify(part)}`
  return undefined
}

/** Things that have a name and are no words of the text. */
const UNSEEN: readonly (readonly [name: RegExp, found: (seen: ObservedDocument) => boolean])[] = [
  [/surrogate/i, ({ isWellFormed }) => !isWellFormed],
  [/u\+fffd|replacement|mojibake/i, ({ text }) => text.includes('\ufffd')],
  [/^(?:nul|null|u\+0000)/i, ({ text }) => text.includes('\0')],
  [/control char/i, ({ text }) => hasControls(text)],
  [/^(?:html |xml |any )?(?:tags|markup|html|elements)$/i, ({ text }) => MARKUP.test(text)],
]

/** @internal */
export const MARKUP: RegExp = /<\/?(?:p|div|script|style|img|svg|span|w:\w+|a)[\s/>]/i

/** @internal */
export function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\0-\x08\x0e-\x1f]/.test(text)
}

/** @internal */
export const lacks: Check = async (seen, [, what = '']) => {
  const unseen = UNSEEN.find(([name]) => name.test(what))
  if (unseen) return unless(!unseen[1](seen), `the text holds ${what}`)
  const quoted = quotedParts(what)
  for (const part of quoted.length > 0 ? quoted : [what])
    if (await seen.holds(part)) return `the text holds ${JSON.stringify(part)}`
  return undefined
}

/** @internal */
export const wellFormed: Check = ({ isWellFormed }) => unless(isWellFormed, 'the text holds half surrogates')

/** @internal */
export function without(pattern: RegExp, what: string): Check {
  return ({ text }) => unless(!pattern.test(text), `the text holds ${what}`)
}

/** @internal */
export const noRequest: Check = ({ requests }) =>
  unless(requests.length === 0, `a request left for ${requests.join(', ')}`)

/** Whatever a document points at is neither asked for nor read. */
/** @internal */
export const nothingRead: Check = (seen, match) =>
  noRequest(seen, match) ?? unless(!/root:[x*!]?:0:/.test(seen.text), 'the text holds a file of this machine')

/** @internal */
export const noScript: Check = ({ traces }) => unless(traces.length === 0, traces.join(', '))

/** @internal */
export const asData: Check = (seen, match) =>
  noScript(seen, match) ?? noRequest(seen, match) ?? unless(seen.state !== 'hanging', 'it hangs')

/** @internal */
export const nameKept: Check = ({ name, givenName, traces }) =>
  unless(name === givenName, `the name is listed as ${JSON.stringify(name)}`) ??
  unless(traces.length === 0, traces.join(', '))

/** @internal */
export const nextLoads: Check = ({ controlProblems }) =>
  unless(controlProblems.length === 0, controlProblems.join(', '))

/** @internal */
export const survives: Check = (seen, match) =>
  unless(seen.state !== 'hanging', 'it hangs') ??
  unless(seen.error?.code !== 'WORKER_LOST', 'the worker was lost') ??
  nextLoads(seen, match)

/** @internal */
export const atMostTime: Check = ({ milliseconds }, [, amount, unit]) =>
  unless(milliseconds <= toMilliseconds(amount, unit), `it took ${Math.ceil(milliseconds)} ms`)

/** @internal */
export const atMostMemory: Check = ({ grownMegabytes }, [, amount, unit]) =>
  grownMegabytes === undefined
    ? 'memory cannot be measured on this system'
    : unless(grownMegabytes <= toMegabytes(amount, unit), `memory grew by ${Math.ceil(grownMegabytes)} MB`)

/** @internal */
export const atMostBlock: Check = ({ longestBlockMs }, [, amount, unit]) =>
  unless(
    longestBlockMs <= (amount === undefined ? 1_000 : toMilliseconds(amount, unit)),
    `the page stood still for ${Math.ceil(longestBlockMs)} ms`,
  )

/** @internal */
export const COUNTED: string = 'pages?|chunks?|rows?|lines?|warnings?|characters|chars'

/** @internal */
export const count: Check = (seen, match) => {
  const { bound = '', amount = '', what = '' } = match.groups ?? {}
  const number = /^(?:an?|one)$/i.test(amount)
    ? 1
    : /^no$/i.test(amount)
      ? 0
      : Number(amount.replace(/[,_' ]/g, ''))
  const found = countOf(seen, what)
  const isRight = /least|more|over|above|>|≥/.test(bound)
    ? /more|over|above|^>$/.test(bound)
      ? found > number
      : found >= number
    : /most|fewer|less|under|below|<|≤/.test(bound)
      ? found <= number
      : found === number
  return unless(isRight, `it has ${found} ${what}`)
}

function countOf(seen: ObservedDocument, what: string): number {
  switch (what.toLowerCase().charAt(0)) {
    case 'p':
      return seen.pages
    case 'r':
    case 'l':
      return seen.lines
    case 'w':
      return seen.warnings.length
    default:
      return /^chunk/i.test(what) ? seen.storedChunks : seen.textLength
  }
}

/** @internal */
export const found: Check = async (seen, [, query = '']) =>
  unless(await seen.finds(quotedParts(query)[0] ?? query), 'no passage of it is found')

/** A question made of its first words must find it. @internal */
export const foundByItself: Check = async (seen) => {
  if (seen.state !== 'ready') return `there is no text: ${seen.error?.code ?? seen.state}`
  return unless(await seen.finds(seen.text.trim().slice(0, 200)), 'no passage of it is found')
}

/** @internal */
export const failed: Check = ({ state }) => unless(state === 'failed', `it is ${state}`)

/** @internal */
export const typedOrClean: Check = (seen, match) =>
  seen.state === 'ready' ? wellFormed(seen, match) : typed(seen, match)

/** @internal */
export const partial: Check = ({ state, warnings, error }) =>
  state === 'ready' ? unless(warnings.length > 0, 'there is no warning') : (error?.code ?? state)

/** @internal */
export const isExactly: Check = ({ text, state, error }, [, what = '']) => {
  if (state !== 'ready') return `there is no text: ${error?.code ?? state}`
  const wanted = what.replaceAll('\\n', '\n').trim()
  return unless(text.trim() === wanted, `the text is ${JSON.stringify(text.slice(0, 200))}`)
}

/** @internal */
export const replaced: Check = ({ state, text, isWellFormed, error }) =>
  state === 'ready'
    ? unless(isWellFormed && text.includes('\ufffd'), 'no character is replaced')
    : `there is no text: ${error?.code ?? state}`

/** @internal */
export const rangesFit: Check = ({ rangeProblems }) =>
  unless(rangeProblems.length === 0, rangeProblems.join(', '))

/** @internal */
export const pagesTo: Check = ({ pages }, [, last]) =>
  last === undefined
    ? unless(pages > 0, 'it has no pages')
    : unless(pages === Number(last), `it has ${pages} pages`)
