import { isDocumentCode, isTypedError } from './document-codes.ts'
import type { ObservedDocument } from './observed-document.ts'
import { quotedParts, toMegabytes, toMilliseconds } from './phrases.ts'

type Verdict = string | undefined
type Check = (seen: ObservedDocument, match: RegExpExecArray) => Verdict | Promise<Verdict>

function unless(isRight: boolean, problem: string): Verdict {
  return isRight ? undefined : problem
}

const code: Check = ({ error, state }, match) => {
  const wanted = match.slice(1).find((part) => part !== undefined) ?? ''
  return unless(
    error !== undefined && isDocumentCode(error.code, wanted),
    error ? `it ended in ${error.code}` : `it is ${state}`,
  )
}

const typed: Check = ({ error, state }) =>
  unless(isTypedError(error), error ? `it ended in ${error.code}: ${error.message}` : `it is ${state}`)

/** Words of an error, in any order; what is in quotes must stand as it is. */
const says: Check = ({ error, warnings }, [, kind = '', what = '']) => {
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
    limit: 'limit',
    truncated: 'cut off',
  }
  return words
    .filter((word) => !SMALL.has(word))
    .map((word) => synonyms[word] ?? word.replace(/(?:ed|ing|s)$/, ''))
}

const contains: Check = async (seen, [, what = '']) => {
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

const MARKUP = /<\/?(?:p|div|script|style|img|svg|span|w:\w+|a)[\s/>]/i

function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\0-\x08\x0e-\x1f]/.test(text)
}

const lacks: Check = async (seen, [, what = '']) => {
  const unseen = UNSEEN.find(([name]) => name.test(what))
  if (unseen) return unless(!unseen[1](seen), `the text holds ${what}`)
  const quoted = quotedParts(what)
  for (const part of quoted.length > 0 ? quoted : [what])
    if (await seen.holds(part)) return `the text holds ${JSON.stringify(part)}`
  return undefined
}

const wellFormed: Check = ({ isWellFormed }) => unless(isWellFormed, 'the text holds half surrogates')

const without =
  (pattern: RegExp, what: string): Check =>
  ({ text }) =>
    unless(!pattern.test(text), `the text holds ${what}`)

const noRequest: Check = ({ requests }) =>
  unless(requests.length === 0, `a request left for ${requests.join(', ')}`)

/** Whatever a document points at is neither asked for nor read. */
const nothingRead: Check = (seen, match) =>
  noRequest(seen, match) ?? unless(!/root:[x*!]?:0:/.test(seen.text), 'the text holds a file of this machine')

const noScript: Check = ({ traces }) => unless(traces.length === 0, traces.join(', '))

const asData: Check = (seen, match) =>
  noScript(seen, match) ?? noRequest(seen, match) ?? unless(seen.state !== 'hanging', 'it hangs')

const nameKept: Check = ({ name, givenName, traces }) =>
  unless(name === givenName, `the name is listed as ${JSON.stringify(name)}`) ??
  unless(traces.length === 0, traces.join(', '))

const nextLoads: Check = ({ controlProblems }) =>
  unless(controlProblems.length === 0, controlProblems.join(', '))

const survives: Check = (seen, match) =>
  unless(seen.state !== 'hanging', 'it hangs') ??
  unless(seen.error?.code !== 'WORKER_LOST', 'the worker was lost') ??
  nextLoads(seen, match)

const atMostTime: Check = ({ milliseconds }, [, amount, unit]) =>
  unless(milliseconds <= toMilliseconds(amount, unit), `it took ${Math.ceil(milliseconds)} ms`)

const atMostMemory: Check = ({ grownMegabytes }, [, amount, unit]) =>
  grownMegabytes === undefined
    ? 'memory cannot be measured on this system'
    : unless(grownMegabytes <= toMegabytes(amount, unit), `memory grew by ${Math.ceil(grownMegabytes)} MB`)

const atMostBlock: Check = ({ longestBlockMs }, [, amount, unit]) =>
  unless(
    longestBlockMs <= (amount === undefined ? 1_000 : toMilliseconds(amount, unit)),
    `the page stood still for ${Math.ceil(longestBlockMs)} ms`,
  )

const COUNTED = 'pages?|chunks?|rows?|lines?|warnings?|characters|chars'

const count: Check = (seen, match) => {
  const { bound = '', amount = '', what = '' } = match.groups ?? {}
  const number = /^(?:an?|one)$/i.test(amount)
    ? 1
    : /^no$/i.test(amount)
      ? 0
      : Number(amount.replace(/[,_' ]/g, ''))
  const found = countOf(seen, what)
  const isRight = /least|more|over|>|≥/.test(bound)
    ? /more|over|^>$/.test(bound)
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

const found: Check = async (seen, [, query = '']) =>
  unless(await seen.finds(quotedParts(query)[0] ?? query), 'no passage of it is found')

const NUMBER = String.raw`(\d[\d,_.]*)`
const WITHIN = `(?:within|in|under|below|in less than|in under|less than|at most|<=?|≤|up to)`
const BOUND = `(?<bound>at least|at most|more than|fewer than|less than|over|under|below|exactly|>=?|<=?|≥|≤)?`
const TEXT = `(?:the )?(?:extracted |loaded |clean(?:ed)? |stored |resulting )?(?:text|content|output)`
const AFTER =
  '(?: (?:imported |uploaded |that comes )?(?:right |directly )?(?:after|afterwards)(?: it| this)?)?(?: is(?: still)?| can be| still)?'

/** What a clause may say, and what is then looked at. The first that fits decides. */
const CHECKS: readonly (readonly [pattern: RegExp, check: Check])[] = [
  // how it ends
  [
    /^(?:it )?(?:is |ends |fails |refused )*(?:in|with|as)?:? ?(?:a |the )?(?:typed )?(?:error )?(?:code )?(?:is |of )?`?([A-Z][A-Z0-9]*_[A-Z0-9_]+)`?$/,
    code,
  ],
  [/^error(?:\.code)? ?(?:code )?(?:is|=|==|:|equals)? ?`?([A-Z][A-Z0-9_]{3,})`?$/, code],
  [
    /^(?:ends (?:in|with) |fails with |refused with |has |gives |with )?(?:a |one )?(?:clear |plain )?typed error(?: message)?(?: with (?:a )?(?:code|sentence|message).*)?$/i,
    typed,
  ],
  [
    /^(?:a )?typed error,? or (?:clean|partial|some) text$/i,
    (seen, match) => (seen.state === 'ready' ? wellFormed(seen, match) : typed(seen, match)),
  ],
  [
    /^(?:(?:is |gets |document )?(?:ready|ingested|loaded|indexed)|loads|ingests|state(?: is)? ready)$/i,
    ({ state, error }) => unless(state === 'ready', error?.code ?? state),
  ],
  [
    /^(?:(?:is |gets |document )?(?:refused|rejected|failed)|fails|state(?: is)? failed)$/i,
    ({ state }) => unless(state === 'failed', `it is ${state}`),
  ],
  [
    /^(?:the )?(error)(?: message)? (?:says|names|tells|mentions|contains|asks for|states|explains|hints at|suggests)(?: that| about| of)? (.+)$/i,
    says,
  ],
  [
    /^(?:a |the |at least one )?(warning)s? (?:says|names|tells|mentions|contains|states|about|of|for|that)(?: that| about| of)? (.+)$/i,
    says,
  ],
  [/^(warns)(?: that| about| of)? (.+)$/i, says],
  [
    /^(?:a |with a |at least one |shows a |has a |gives a )?warning(?: is)?(?: present| shown| given| kept| listed)?$/i,
    ({ warnings }) => unless(warnings.length > 0, 'there is no warning'),
  ],
  [
    /^(?:the )?error(?: message)? (?:does not|never|must not) (?:quote|contain|hold|include|leak)s? (?:the )?(?:document|file|any)?.*$/i,
    ({ error, text, givenName }) =>
      unless(
        !error ||
          (!error.message.includes(givenName) &&
            (text === '' || !error.message.includes(text.trim().slice(0, 40)))),
        'the error quotes the file',
      ),
  ],
  // what is in the text
  [/^(?:no|without|zero|free of) (?:lone|half|unpaired) surrogates?(?: in .+)?$/i, wellFormed],
  [/^(?:is |text (?:is )?)?(?:well-?formed|valid)(?: (?:utf-16|utf-8|unicode|text))?$/i, wellFormed],
  [
    /^(?:no|without|zero|free of) (?:u\+fffd|replacement characters?|\ufffd|mojibake)(?: in .+)?$/i,
    without(/\ufffd/, 'U+FFFD'),
  ],
  [
    /^(?:no|without|zero|free of) (?:nuls?|nul (?:bytes?|characters?)|null (?:bytes?|characters?)|u\+0000)(?: in .+)?$/i,
    without(/\0/, 'NUL'),
  ],
  [
    /^(?:no|without|zero|free of) control characters?(?: in .+)?$/i,
    ({ text }) => unless(!hasControls(text), 'the text holds control characters'),
  ],
  [/^(?:no|without|zero|free of) (?:html |xml )?(?:tags|markup)(?: in .+)?$/i, without(MARKUP, 'markup')],
  [
    /^(?:no|without|zero|free of) (?:byte order mark|bom)(?: in .+)?$/i,
    without(/\ufeff/, 'a byte order mark'),
  ],
  [
    /^(?:text (?:is )?)?(?:decoded|read|detected|recognised|recognized)(?: correctly)?(?: as .+)?$/i,
    without(/\ufffd|\0/, 'characters that were not read'),
  ],
  [
    /^(?:the )?(?:text is empty|no text|empty text|text length (?:is )?0)$/i,
    ({ textLength }) => unless(textLength === 0, `the text has ${textLength} characters`),
  ],
  [
    /^(?:entit(?:y|ies)|external entit(?:y|ies)|dtd|doctype|linked (?:images?|files?|pictures?)|external (?:references?|files?|resources?|images?)|remote (?:images?|resources?)|images?|pictures?|files?|links?) ?(?:are|is)? ?(?:not|never) (?:be )?(?:expanded|resolved|fetched|read|loaded|followed|included|requested|opened)$/i,
    nothingRead,
  ],
  [
    new RegExp(
      `^${TEXT} (?:does not|must not|doesn't|never) (?:contain|include|hold|have|show|mention)s? (.+)$`,
      'i',
    ),
    lacks,
  ],
  [/^(?:does not|must not|never) (?:contain|include|hold)s? (.+)$/i, lacks],
  [new RegExp(`^(.+) (?:is |are )?(?:not|never) in ${TEXT}$`, 'i'), lacks],
  [new RegExp(`^(?:no|without) (.+) in ${TEXT}$`, 'i'), lacks],
  [
    new RegExp(
      `^${TEXT} (?:contains|includes|holds|has|keeps|shows|mentions|begins with|starts with|ends with) (.+)$`,
      'i',
    ),
    contains,
  ],
  [/^(?:contains|includes|keeps|text:) ?(.+)$/i, contains],
  [new RegExp(`^(.+) (?:is |are )?(?:found )?in ${TEXT}$`, 'i'), contains],
  [
    /^(?:search|retrieval|a query|query|a question)(?: for| of)? (.+?) (?:finds|returns|gives|answers with)(?: it| the document| a passage| this document| this file)?$/i,
    found,
  ],
  [/^(?:is )?(?:found|searchable) (?:by|for|with|under) (.+)$/i, found],
  // what it must not do
  [
    /^(?:no|zero|without)(?: network| outgoing| external| http)* (?:requests?|fetch(?:es)?|calls?|traffic|connections?)(?: (?:is |are |was |were )?(?:made|sent|leaves?|left|goes out|to .+|before .+))?$/i,
    noRequest,
  ],
  [
    /^(?:nothing|no image|no picture|no link|no file|no url|no address|no resource) (?:is |was )?(?:fetched|requested|loaded|downloaded|sent|leaves|leaks)(?: .+)?$/i,
    noRequest,
  ],
  [/^(?:reads?|opens?) no (?:other |local |linked |external )?files?(?: .+)?$/i, nothingRead],
  [/^(?:does not|never) (?:reads?|opens?|fetch(?:es)?|resolves?|follows?) .+$/i, nothingRead],
  [/^(?:no|without) (?:local file|file of the host|\/etc\/passwd)(?: .+)?$/i, nothingRead],
  [
    /^(?:no|without) (?:scripts?|code|javascript|macros?)(?: (?:is |are |was )?(?:runs?|ran|executed|execution|evaluated))?$/i,
    noScript,
  ],
  [
    /^(?:scripts?|code|javascript|macros?|svg)(?: .{0,30})? (?:is |are |does |do )?(?:not|never) (?:runs?|executed|evaluated|active)$/i,
    noScript,
  ],
  [/^(?:nothing|no script) (?:is )?(?:runs?|executed|evaluated)$/i, noScript],
  [/^no (?:alert|dialog|popup)(?: .+)?$/i, noScript],
  [
    /^(?:injection |injected |hostile |the )?(?:text|instructions?|injection|prompt|content|it)(?: is| are)? (?:kept|treated|stored|shown|ingested|taken|read) (?:only )?as (?:plain |inert )?(?:text|data)(?:, .+)?$/i,
    asData,
  ],
  [/^(?:instructions?|injection|the text)(?: are| is)? not (?:followed|obeyed|executed)$/i, asData],
  [
    /^(?:file ?)?names? (?:is |are )?(?:shown|kept|treated|displayed|rendered|stored|escaped|used)(?: only)?(?: as (?:plain |a )?(?:text|label|data|it is)| verbatim| unchanged)?$/i,
    nameKept,
  ],
  [
    /^(?:file ?)?names? (?:is |are )?(?:never|not) (?:used as )?(?:a |part of a )?(?:path|html|markup)s?(?: .+)?$/i,
    nameKept,
  ],
  [
    /^(?:no path traversal|nothing (?:is )?written outside.*|no (?:file|entry) (?:is )?(?:written|extracted|created).*|stays inside.*|storage keys? (?:is|are) generated)$/i,
    nothingRead,
  ],
  [
    /^(?:nothing|no (?:chunks?|text|passages?)) (?:is |are )?(?:stored|kept|left|indexed|written|left behind)$/i,
    ({ storedChunks }) => unless(storedChunks === 0, `${storedChunks} chunks are stored`),
  ],
  // how much, how long
  [
    new RegExp(
      `^(?:it |loading |ingestion |import )?(?:ends?|finishes|done|completes?|takes|refused|loads|ingested|answers)? ?${WITHIN} ${NUMBER} ?(ms|milliseconds?|s|secs?|seconds?|min|minutes?)$`,
      'i',
    ),
    atMostTime,
  ],
  [
    new RegExp(
      `^(?:peak |worker |heap |extra |process )*(?:memory|heap|rss)(?: growth| use| usage| peak)?(?: stays| grows| is| by)* ${WITHIN} ${NUMBER} ?(mb|mib|gb|gib)(?: .+)?$`,
      'i',
    ),
    atMostMemory,
  ],
  [
    new RegExp(
      `^(?:the )?(?:page|ui|interface|main thread)(?: .{0,20})? (?:is )?(?:never |not )?(?:blocked|stands still|frozen)(?: (?:for )?(?:over|more than|longer than) ${NUMBER} ?(ms|s|seconds?))?$`,
      'i',
    ),
    atMostBlock,
  ],
  [
    new RegExp(`^(?:no )?long tasks? (?:over|above|under|below|at most) ${NUMBER} ?(ms|s)$`, 'i'),
    atMostBlock,
  ],
  [/^(?:the )?(?:page|ui|interface) (?:stays|remains|is) (?:responsive|usable)$/i, atMostBlock],
  [
    new RegExp(
      `^${BOUND} ?(?<amount>\\d[\\d,_' ]*|no|one|a) (?<what>${COUNTED})(?: (?:are|is) (?:kept|read|found|stored|loaded|ingested|there))?(?: of text)?$`,
      'i',
    ),
    count,
  ],
  [
    new RegExp(
      `^(?:all|has|keeps|gives|reads|makes|with) ${BOUND} ?(?<amount>\\d[\\d,_' ]*|no|one|a) (?<what>${COUNTED})(?: .{0,30})?$`,
      'i',
    ),
    count,
  ],
  [
    new RegExp(
      `^(?<what>page|chunk|row|line|warning)(?:s| count| number)?(?: count)?(?: is|:| =| ==)? ?${BOUND} ?(?<amount>\\d[\\d,_' ]*)$`,
      'i',
    ),
    count,
  ],
  [
    new RegExp(
      `^(?:the )?(?<what>text|content)(?: length)?(?: is| stays)?(?: shorter than)? ?${BOUND} (?<amount>\\d[\\d,_' ]*) (?:characters|chars)$`,
      'i',
    ),
    count,
  ],
  [
    new RegExp(
      `^(?:every |each |no )?chunks? (?:is |has )?(?:at most|under|below|longer than|no longer than|over) ${NUMBER} (?:characters|chars)$`,
      'i',
    ),
    ({ longestChunk }, [, amount = '']) =>
      unless(longestChunk <= Number(amount.replace(/[,_]/g, '')), `a chunk has ${longestChunk} characters`),
  ],
  // what comes after it
  [
    new RegExp(
      `^(?:the |a |an )?(?:next|control|good|following|healthy)(?: good| control)? (?:file|document|upload|one)${AFTER} (?:loads?|loaded|ingests?|ingested|works|succeeds|ready|read)(?: .+)?$`,
      'i',
    ),
    nextLoads,
  ],
  [
    /^(?:the )?(?:pipeline|ingestion|queue)(?: still)? (?:ingests|loads|survives|goes on|continues|works|takes)(?: .+)?$/i,
    nextLoads,
  ],
  [
    /^(?:the )?worker (?:survives|is alive|stays alive|lives|is not lost|does not (?:crash|die|hang))(?: .+)?$/i,
    survives,
  ],
  [
    /^(?:no|without|does not|never) (?:a )?(?:crash(?:es)?|hangs?|freezes?|stack overflow|out of memory|oom|exceptions?|uncaught exceptions?|unhandled rejections?|infinite loops?)(?: .+)?$/i,
    survives,
  ],
]

/** A line may say several things, separated by semicolons; those in quotes separate nothing. */
function clausesOf(line: string): string[] {
  const clauses = line.match(/(?:"[^"]*"|“[^”]*”|`[^`]*`|[^;"“`]|["“`])+/g) ?? []
  return clauses.map((clause) => clause.trim().replace(/[.!]$/, '')).filter((clause) => clause !== '')
}

async function checkClause(clause: string, seen: ObservedDocument): Promise<string | undefined> {
  for (const [pattern, check] of CHECKS) {
    const match = pattern.exec(clause)
    if (!match) continue
    const problem = await check(seen, match)
    return problem && `"${clause}": ${problem}`
  }
  // Two statements in one: both must be ones that are understood.
  const halves = /^(.+?)(?:,? and |, )(.+)$/.exec(clause)
  if (halves) {
    const [first, second] = [
      await checkClause(halves[1] ?? '', seen),
      await checkClause(halves[2] ?? '', seen),
    ]
    return first ?? second
  }
  return `"${clause}" is not something that this command can check`
}

/** What is wrong with one line of a list of hostile documents. @internal */
export async function checkDocumentLine(line: string, seen: ObservedDocument): Promise<readonly string[]> {
  const clauses = clausesOf(line)
  if (clauses.length === 0) return ['an empty line is not something that this command can check']
  const problems: string[] = []
  for (const clause of clauses) {
    const problem = await checkClause(clause, seen)
    if (problem !== undefined) problems.push(problem)
  }
  return problems
}
