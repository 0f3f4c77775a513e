import { toMegabytes, toMilliseconds } from '../../docs/phrases.ts'
import { isError } from './codes.ts'
import {
  type Check,
  canvasOpens,
  contained,
  edgeFlagged,
  isClean,
  issueCode,
  keptWhole,
  keyLeftOut,
  laidOut,
  listsPaths,
  type MustContext,
  namesPlace,
  noMarkup,
  nothingRan,
  quotesNothing,
  refusedRun,
  runEnds,
  runEndsIn,
  secretsOut,
  survives,
  tellsOf,
  titlesAsText,
  typedError,
  unless,
  unsupported,
} from './must-checks.ts'

const NUMBER = String.raw`(\d[\d,_.]*)`
const WITHIN = '(?:within|in|under|below|in less than|in under|less than|at most|up to|<=?|≤)'
const WHEN = '(?: (?:at|on|during|by|before|until|when|while|after) .+)?'
const CODE = '`?([A-Z][A-Z0-9]*_[A-Z0-9_]+)`?'

/** What a clause may say, and what is then looked at. A clause that fits none has not been checked, and has failed. */
const CHECKS: readonly (readonly [RegExp, Check])[] = [
  // how much, how long
  [
    new RegExp(
      `^(?:the )?(?:import |importing |it |parsing |validation )?(?:ends?|finishes|done|completes?|takes|answers|refused)? ?${WITHIN} ${NUMBER} ?(ms|milliseconds?|s|secs?|seconds?)$`,
      'i',
    ),
    ({ seen }, [, amount, unit]) =>
      unless(seen.milliseconds < toMilliseconds(amount, unit), `it took ${Math.ceil(seen.milliseconds)} ms`),
  ],
  [
    new RegExp(
      `^(?:peak |extra )?(?:memory|heap)(?: growth| use| usage)?(?: stays| grows| is| by)* ${WITHIN} ${NUMBER} ?(mb|mib|gb|gib)$`,
      'i',
    ),
    ({ seen }, [, amount, unit]) =>
      unless(
        seen.grownMegabytes < toMegabytes(amount, unit),
        `memory grew by ${Math.ceil(seen.grownMegabytes)} MB`,
      ),
  ],
  // what is left of the world
  [
    /^\(\{\}\)\.(\w+) is undefined$/,
    ({ seen }, [, name = '']) => unless(seen.isClean && !(name in {}), `every object now has ${name}`),
  ],
  [/^(?:globalThis|window|self)\.(\w+) is (?:undefined|unset|not set)$/, isClean],
  [
    /^(?:the )?(?:Object\.prototype|Array\.prototype|prototypes?|globals?|global object)(?: is| are| stays?)? (?:unchanged|untouched|clean|not changed|not polluted|as before)$/i,
    isClean,
  ],
  [/^no (?:prototype|global)s?(?: is| are| was)? (?:changed|polluted|set|touched|added)$/i, isClean],
  [/^no (?:prototype )?pollution$/i, isClean],
  [
    /^(?:the )?(?:worker|thread|page|editor|importer|process)(?: is)? (?:survives|stays alive|not lost|does not (?:crash|hang)|keeps working)$/i,
    survives,
  ],
  [/^no (?:crash|hang|stack overflow|bare RangeError|uncaught error)$/i, survives],
  [/^(?:the )?next (?:import|file) (?:works|loads|is fine|succeeds)$/i, survives],
  // what must not happen
  [/^on run the side effects fail inside the sandbox$/, contained],
  [
    new RegExp(
      `^(?:nothing|no (?:code|script|javascript|template|image|picture|icon|url|link|file|resource))(?: is| are| was)? (?:runs?|ran|executes?|executed|evaluated|fetched|requested|loaded|sent|opened|leaves)${WHEN}$`,
      'i',
    ),
    nothingRan,
  ],
  [
    new RegExp(
      `^(?:no|zero|without)(?: network| outgoing| external| http)* (?:requests?|fetch(?:es)?|calls?|traffic)(?: (?:is |are |was |were )?(?:made|sent|leaves?|goes out))?${WHEN}$`,
      'i',
    ),
    nothingRan,
  ],
  [
    new RegExp(
      `^(?:the )?(?:app )?(?:icons?|images?|pictures?|urls?|addresse?s?|links?)(?: is| are)? (?:not|never) (?:fetched|loaded|requested|opened|followed)${WHEN}$`,
      'i',
    ),
    nothingRan,
  ],
  [
    /^(?:import|validation|validate|preview|selecting)(?:,? (?:and |or )?[\w ]+)? (?:makes?|sends?|does|do|runs?|executes?) no (?:network )?(?:requests?|code|fetch|calls?|script)$/i,
    nothingRan,
  ],
  [
    /^(?:no|never) (?:html|markup|script|alert|dialog|element)(?: is| are)?(?: rendered| shown| runs?| executed| created)?$/i,
    noMarkup,
  ],
  // running it
  [/^(?:the )?run (?:is )?refused(?: with ([A-Z_]+))?$/, refusedRun],
  [new RegExp(`^(?:the )?run (?:fails|ends|stops|is stopped)(?: with| in| by| at)? ${CODE}$`), runEndsIn],
  [/^(?:the )?run (?:ends|does not hang|never hangs|comes to an end)$/, runEnds],
  // what is said of it
  [
    new RegExp(
      `^(?:validate|validation|the checklist|checklist) (?:reports|lists|shows|finds|flags) ${CODE}$`,
    ),
    issueCode,
  ],
  [new RegExp(`^${CODE} (?:is )?(?:reported|flagged|shown|listed|warned of)(?: .+)?$`), issueCode],
  [new RegExp(`^(?:import |report )?(?:warns|warning)(?: with|:)? ${CODE}$`), issueCode],
  [
    new RegExp(`^refused with ${CODE}$`),
    ({ seen: { result } }, [, code = '']) =>
      result.ok
        ? 'the file was imported'
        : unless(isError(result.error, code), `it was refused with ${result.error.code}`),
  ],
  [/^(?:ends (?:in|with) |with )?(?:a |one )?(?:clear |plain )?typed error(?: with .+)?$/i, typedError],
  [/^(?:the )?error has a (?:code|sentence)(?: and a (?:code|sentence))?$/i, typedError],
  [/^error lists (?:each|every) bad path(?:, such as (\S+))?$/, listsPaths],
  [/^error names (?:the |its )?(?:place|line|path|problem and place|line and column)$/, namesPlace],
  [
    /^(?:the )?error(?: message)? (?:does not|never) (?:quote|contain|hold|include|leak)s? (?:the |any |a part of the )?(?:file|document|content).*$/i,
    quotesNothing,
  ],
  [
    /^(?:the )?(?:error|report|warning|message)(?: message)? (?:names|says|mentions|tells of|lists|states|contains) (.+)$/i,
    tellsOf,
  ],
  [
    /^(?:the )?(?:hanging |dangling |bad |self )?edges? (?:is |are )?(?:dropped|ignored|left out|flagged|reported|skipped|never taken)(?: and (?:reported|flagged))?$/i,
    edgeFlagged,
  ],
  [
    /^(?:the )?(?:[\w`"'.]+ )?keys? (?:is |are )?(?:dropped|removed|left out|ignored|stripped)(?: and (?:reported|warned of))?$/i,
    keyLeftOut,
  ],
  // how it is shown
  [/^shown as an unsupported node(?: with its title as text)?$/, unsupported],
  [
    /^(?:node |app |the )?(?:titles?|names?|labels?|descriptions?|texts?|html)(?: is| are)? (?:shown|rendered|kept|displayed|drawn|treated) as (?:plain |inert )?text(?:,? (?:not|never) .+)?$/i,
    titlesAsText,
  ],
  [/^(?:the )?(?:canvas|editor|builder|app) (?:still )?(?:opens|loads|can be opened)$/i, canvasOpens],
  [/^positions (?:are )?replaced by an automatic layout$/, laidOut],
  // what comes out again
  [
    /^(?:kept|preserved|unchanged)(?: byte for byte| verbatim| whole| exactly| as is)?(?: on| by| in| through)?(?: the)? ?(?:export|round trip)$/i,
    keptWhole,
  ],
  [/^(?:it )?survives? (?:the |a )?round trip$|^round trip loses nothing$/i, keptWhole],
  [
    /^(?:unknown |all |extra |foreign |other )?(?:fields?|keys|data|values?)(?: is| are)? (?:kept|preserved|unchanged|not lost)(?: .+)?$/i,
    keptWhole,
  ],
  [
    /^(?:the )?(?:secrets?|(?:api )?keys?)(?: is| are)? (?:in neither|not in|absent from|left out of|missing from) (?:the )?(?:app|export)(?: (?:n?or|and) (?:the |its )?(?:app|export))?$/i,
    secretsOut,
  ],
  [/^(?:the )?(?:secrets?|(?:api )?keys?)(?: is| are)? moved to the secret store$/i, secretsOut],
]

/** What is wrong with one line of a list; a line may say several things, separated by semicolons. @internal */
export async function checkMustLine(line: string, context: MustContext): Promise<readonly string[]> {
  const problems: string[] = []
  for (const clause of line.split(';').map((part) => part.trim().replace(/\.$/, ''))) {
    const found = CHECKS.find(([pattern]) => pattern.test(clause))
    const match = found?.[0].exec(clause)
    if (!found || !match) {
      problems.push(`"${clause}" is not something that this command can check`)
      continue
    }
    const problem = await found[1](context, match)
    if (problem !== undefined) problems.push(`"${clause}": ${problem}`)
  }
  return problems
}
