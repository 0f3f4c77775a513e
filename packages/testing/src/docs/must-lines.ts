import {
  asData,
  atMostBlock,
  atMostMemory,
  atMostTime,
  type Check,
  COUNTED,
  code,
  contains,
  count,
  failed,
  found,
  foundByItself,
  hasControls,
  isExactly,
  lacks,
  MARKUP,
  nameKept,
  nextLoads,
  noRequest,
  noScript,
  nothingRead,
  pagesTo,
  partial,
  rangesFit,
  replaced,
  says,
  survives,
  typed,
  typedOrClean,
  unless,
  wellFormed,
  without,
} from './document-checks.ts'
import type { ObservedDocument } from './observed-document.ts'

const NUMBER = String.raw`(\d[\d,_.]*)`
const WITHIN = `(?:within|in|under|below|in less than|in under|less than|at most|<=?|≤|up to)`
const BOUND = `(?<bound>at least|at most|more than|fewer than|less than|over|under|below|exactly|above|>=?|<=?|≥|≤)?`
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
    /^(?:a )?typed error,? or (?:the |some |clean |partial |correct |readable |remaining )*(?:text|content|pages|rows|chunks|part|result)(?: .{0,40})?$/i,
    typedOrClean,
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
    /^(?:the )?error (?:message )?is (?:a )?(?:typed|readable|plain|clear)(?: error| message| sentence)?(?:,? (?:and )?not an? .{1,30})?$/i,
    typed,
  ],
  [/^(?:the )?(?:error )?message is (?:readable|plain|clear|a sentence)$/i, typed],
  [
    /^(?:the )?(?:file |document )?(?:is )?(?:status(?: is)? (?:error|failed)|listed (?:as failed|with (?:its|an) error))$/i,
    failed,
  ],
  [
    /^(?:ingested|ready|loads|partial text|partial content|text)(?: is| are)? (?:kept )?with (?:a )?warnings?$/i,
    partial,
  ],
  [/^(?:declared|stated|given) sizes (?:are |is )?(?:not|never) (?:trusted|believed|used)$/i, typedOrClean],
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
  [new RegExp(`^${TEXT} (?:is|equals|reads|is exactly) ["“](.+)["”]$`, 'i'), isExactly],
  [
    /^(?:bad|invalid|broken|undecodable|malformed) (?:bytes?|sequences?|characters?)(?: are| is)? (?:become|becomes|replaced|shown)(?: (?:by|with|as))? ?(?:u\+fffd|replacement characters?|\ufffd)$/i,
    replaced,
  ],
  [
    /^nuls?(?: bytes?| characters?)?(?: are)? (?:removed|stripped|dropped|replaced|left out)(?: or (?:removed|replaced|dropped))?$/i,
    without(/\0/, 'NUL'),
  ],
  [
    /^(?:chunk |passage )?(?:ranges?|offsets?|places?)(?: still| all)? (?:match(?: the text)?|fit(?: the text)?|(?:are|stay|remain) (?:valid|right|correct|exact))$/i,
    rangesFit,
  ],
  [/^page numbers (?:are |is )?(?:kept|right|correct|there)$/i, pagesTo],
  [/^page numbers (?:are |run |go )?(?:from )?1 (?:to|-|–) (\d+)$/i, pagesTo],
  [
    /^(?:is )?(?:searchable|retrievable|found by (?:a )?search|can be (?:found|searched|retrieved))$/i,
    foundByItself,
  ],
  [
    /^(?:no|without|zero|free of) (?:lone|half|unpaired) surrogates?(?: in .+| (?:are |is )?(?:stored|left|kept))?$/i,
    wellFormed,
  ],
  [
    /^(?:is |(?:stored |extracted |the )*text (?:is )?)?(?:well[- ]?formed|valid)(?: (?:utf-16|utf-8|unicode|text))?$/i,
    wellFormed,
  ],
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
    /^(?:entit(?:y|ies)|external entit(?:y|ies)|dtd|doctype|(?:linked|markdown|remote) (?:images?|files?|pictures?|links?)|external (?:references?|files?|resources?|images?)|remote (?:images?|resources?)|images?|pictures?|files?|links?) ?(?:are|is)? ?(?:not|never) (?:be )?(?:expanded|resolved|fetched|read|loaded|followed|included|requested|opened)$|^(?:linked|remote|external) (?:images?|files?|pictures?|links?) (?:is|are) ignored$/i,
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
    /^(?:no|zero|without)(?: network| outgoing| external| http)* (?:requests?|fetch(?:es)?|calls?|traffic|connections?|network|activity|network activity)(?: (?:is |are |was |were )?(?:made|sent|leaves?|left|goes out|to .+|before .+))?$/i,
    noRequest,
  ],
  [
    /^(?:nothing|no image|no picture|no link|no file|no url|no address|no resource) (?:is |was )?(?:fetched|requested|loaded|downloaded|sent|leaves|leaks)(?: .+)?$/i,
    noRequest,
  ],
  [
    /^(?:the )?(?:canary|secret|token)(?: is| does)? (?:not|never) (?:be )?(?:sent|leaked?|leaves?|appear in (?:any )?requests?)$/i,
    noRequest,
  ],
  [/^no tools? (?:calls?|is called|are called)(?: .+)?$/i, asData],
  [/^(?:reads?|opens?) no (?:other |local |linked |external )?files?(?: .+)?$/i, nothingRead],
  [/^(?:does not|never) (?:reads?|opens?|fetch(?:es)?|resolves?|follows?) .+$/i, nothingRead],
  [/^(?:no|without) (?:local file|file of the host|\/etc\/passwd)(?: .+)?$/i, nothingRead],
  [
    /^(?:no|without) (?:scripts?|code|javascript|macros?)(?: (?:is |are |was )?(?:runs?|ran|executed|execution|evaluated))?(?: in (?:the |a )?preview)?$/i,
    noScript,
  ],
  [
    /^(?:scripts?|code|javascript|macros?|svg|formulas?|openaction|actions?)(?: .{0,30})? (?:is |are |does |do )?(?:not|never) (?:runs?|executed|evaluated|active)(?: in (?:the |a )?preview)?$/i,
    noScript,
  ],
  [/^(?:nothing|no script) (?:is )?(?:runs?|executed|evaluated)$/i, noScript],
  [/^no (?:alert|dialog|popup)(?: .+)?$/i, noScript],
  [
    /^(?:injection |injected |hostile |the )?(?:text|instructions?|injection|prompt|content|it)(?: is| are)? (?:kept|treated|stored|shown|ingested|taken|read) (?:only )?as (?:plain |inert )?(?:text|data)(?:, .+)?$/i,
    asData,
  ],
  [
    /^(?:is |stays |stay )?(?:ingested|kept|stored|shown|read|plain|inert)? ?(?:only )?(?:as )?(?:plain |inert )?(?:data|text)(?: only)?$/i,
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
    /^(?:file ?)?names? (?:is |are )?(?:only )?(?:a )?labels?(?: only)?$|^(?:file ?)?names? (?:is |are )?(?:shown|displayed|rendered) escaped$|^(?:html|markup|tags?) in (?:the )?(?:file ?)?names? (?:is |are )?not (?:rendered|interpreted|run)$|^(?:the )?preview shows the name as text$|^no (?:path )?separators? in (?:the |a )?(?:storage )?keys?$/i,
    nameKept,
  ],
  [
    /^(?:no path traversal|no (?:file|entry) (?:is )?outside .+|no path (?:from|of) the (?:zip|archive) is (?:used|followed)|nothing (?:is )?written outside.*|no (?:file|entry) (?:is )?(?:written|extracted|created).*|stays inside.*|storage keys? (?:is|are) generated)$/i,
    nothingRead,
  ],
  [
    /^(?:nothing|no (?:chunks?|text|passages?)) (?:is |are )?(?:stored|kept|left|indexed|written|left behind)$/i,
    ({ storedChunks }) => unless(storedChunks === 0, `${storedChunks} chunks are stored`),
  ],
  // how much, how long
  [
    new RegExp(
      `^(?:it |loading |ingestion |import )?(?:ends?|finishes|done|completes?|takes|(?:is )?refused|loads|ingested|answers|terminates|stops|returns|fails|(?:is )?rejected|(?:is )?read|(?:is )?parsed)? ?${WITHIN} ${NUMBER} ?(ms|milliseconds?|s|secs?|seconds?|min|minutes?)$`,
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
      `^(?:refused before inflating more than|inflates?(?:d bytes)? ${WITHIN}|unpacks ${WITHIN}) ${NUMBER} ?(mb|mib|gb|gib)$`,
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
  [
    /^(?:the )?(?:page|ui|interface|main thread) (?:stays|remains|is)? ?(?:responsive|usable|free|not blocked)$/i,
    atMostBlock,
  ],
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
    /^(?:the )?(?:pipeline|ingestion|queue)(?: still)? (?:ingests|loads|survives|goes on|continues|works|takes)(?: .+)?$|^(?:ingests|loads|reads) the (?:next|following|control) (?:file|document)(?: .+)?$|^(?:the )?worker (?:is )?(?:reused|replaced|restarted|terminated)(?: or (?:reused|replaced|restarted|terminated))?(?: .+)?$/i,
    nextLoads,
  ],
  [
    /^(?:the )?worker (?:survives|is alive|stays alive|lives|is not lost|does not (?:crash|die|hang))(?: .+)?$/i,
    survives,
  ],
  [
    /^(?:no|without|does not|never) (?:a )?(?:crash(?:es)?|rangeerrors?|typeerrors?|hangs?|freezes?|stack overflow|out[- ]of[- ]memory|oom|exceptions?|uncaught exceptions?|unhandled rejections?|infinite loops?)(?: .+)?$|^(?:the )?stack (?:does not|never) overflows?$/i,
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
