import { REQUEST_WORDS, STOP_WORDS } from './stop-words.ts'
import { isCjk, stem, stemsOf } from './words.ts'

/** What kind of answer a question asks for. @internal */
export type Expectation = 'duration' | 'money' | 'amount' | 'date' | 'person' | 'place' | 'contact'

/** @internal */
export interface Question {
  /** Stems that a sentence should hold, each with how much it matters (1, less where the expectation stands for it). */
  readonly terms: ReadonlyMap<string, number>
  readonly expects?: Expectation
  /** Pages, sections or chapters that the question names. */
  readonly places: readonly string[]
  /** Asks what a text is about, not for a fact in it. */
  readonly isOverview: boolean
}

const EXPECTATIONS: readonly (readonly [Expectation, RegExp])[] = [
  [
    'duration',
    /\bhow long\b|\bhow many (?:\w+ )?(?:second|minute|hour|day|night|week|month|year)s?\b|\bhow soon\b|\bwie lange\b|\bcombien de temps\b|\bcuanto tiempo\b/,
  ],
  [
    'money',
    /\bhow much (?:is|are|does|do|will|would|must|should|can|it|money)\b|\b(?:cost|price|fee|charge)s?\b|\bhow expensive\b|\bwas kostet\b|\bcombien (?:coute|ca)\b|\bcuanto cuesta\b/,
  ],
  [
    'amount',
    /\bhow (?:much|many|far|old|tall|big|large|heavy|fast|high|deep|wide|often|hot|cold)\b|\bwhat percent|\bwie ?viele?\b|\bnumber of\b|\bcombien\b|\bcuant[oa]s?\b/,
  ],
  [
    'date',
    /\bwhen\b|\b(?:what|which) (?:\w+ )?(?:date|day|time|year|month|hours)\b|\bdeadline\b|\bwann\b|\bquand\b|\bcuando\b|\bopening (?:hours|times)\b/,
  ],
  [
    'contact',
    /\b(?:phone|telephone|e-?mail|contact|hotline|fax)\b|\breach (?:you|them|us|the|support)\b|\bwrite to\b/,
  ],
  ['person', /\bwho(?:m|se)?\b|^wer\b|^qui\b|\bquien\b/],
  [
    'place',
    /\bwhere\b|\baddress\b|\bwhich (?:country|countries|city|cities|room|place)\b|^wo\b|^ou\b|\bdonde\b/,
  ],
]

/** How much a word matters whose place the form of the answer takes. @internal */
export const IMPLIED_WEIGHT = 0.35

/** Words whose place in an answer the expected form takes: "€12" answers "price" without the word. */
const IMPLIED: Readonly<Record<Expectation, readonly string[]>> = {
  duration: [
    'time',
    'day',
    'week',
    'month',
    'year',
    'hour',
    'minute',
    'duration',
    'period',
    'take',
    'last',
    'soon',
  ],
  money: ['cost', 'price', 'fee', 'charge', 'expensive', 'money', 'pay'],
  amount: ['number', 'percent', 'percentage', 'amount', 'quantity'],
  date: ['date', 'day', 'time', 'year', 'month', 'deadline', 'hour'],
  person: ['person', 'name'],
  place: ['place', 'address', 'country', 'city', 'location', 'locate'],
  contact: ['phone', 'telephone', 'email', 'mail', 'contact', 'reach', 'number', 'write', 'address'],
}

const PLACE = /\b(pages?|p\.|seite|sections?|chapters?|abschnitt|kapitel)\s*#?(\d+(?:\.\d+)*)/gi
const OVERVIEW =
  /\b(?:summari[sz]e|summary|overview|main (?:point|topic|idea)s?)\b|\bwhat(?:'s| is| are) .*\babout\b|\bwhat (?:does|do) .*\bsay\b|\bzusammenfass\w*|\bworum\b|概要|总结|要約/i
/** "send it back" is a return, in two words. */
const GIVE_BACK = /\b(?:send|give|bring|take|ship|hand)(?:ing)?\s+(?:\S+\s+){0,3}?back\b/gi

/** @internal */
export function readQuestion(query: string): Question {
  const plain = query.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
  const places = [...query.matchAll(PLACE)].map((found) => found[2] ?? '')
  const expects = EXPECTATIONS.find(([, pattern]) => pattern.test(plain))?.[0]
  const implied = new Set(expects ? IMPLIED[expects].map(stem) : [])
  const terms = new Map<string, number>()
  const stems = stemsOf(query.replace(PLACE, ' ').replace(GIVE_BACK, 'return'))
  // Japanese writes endings and particles in Hiragana: they count only where there is nothing else.
  const hasContent = stems.some((stem) => /^[\p{sc=Han}\p{sc=Katakana}]+$/u.test(stem))
  for (const term of stems) {
    if (hasContent && /\p{sc=Hiragana}/u.test(term)) continue
    if (SKIPPED.has(term) || (term.length < 2 && !/\d/.test(term) && !isCjk(term))) continue
    terms.set(term, implied.has(term) ? IMPLIED_WEIGHT : 1)
  }
  return {
    terms,
    ...(expects ? { expects } : {}),
    places,
    isOverview: terms.size === 0 && (places.length > 0 || OVERVIEW.test(query)),
  }
}

// Both as they stand and as stems: "does" and "doe", "says" and "sai".
const SKIPPED: ReadonlySet<string> = new Set(
  [...STOP_WORDS, ...REQUEST_WORDS].flatMap((word) => [word, stem(word)]),
)

const UNIT =
  'seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|years?|sekunden?|minuten?|stunden?|tagen?|tage|wochen?|monaten?|monate?|jahren?|jahre?|jours?|semaines?|mois|ans?|annees?|dias?|semanas?|mes(?:es)?|anos?'
const COUNT = String.raw`\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|thirty|sixty|ninety|an?|half`
const MONTHS =
  'january|february|march|april|june|july|august|september|october|november|december|januar|februar|marz|mai|juni|juli|oktober|dezember'
const FORMS: Readonly<Record<Expectation, RegExp>> = {
  duration: new RegExp(
    String.raw`\b(?:${COUNT})[\s-]*(?:to |- ?|or |and )?(?:\d+[\s-]*)?(?:business |working |calendar |full |more |whole )*(?:${UNIT})\b|\b(?:immediately|indefinitely|lifetime|forever)\b|\d+ ?(?:日|天|年|ヶ月|か月|个月|小时|時間|週間|周)`,
    'iu',
  ),
  money:
    /[€$£¥₹]\s?\d|\d\s?(?:€|\$|£|¥|%)|\d\s?(?:usd|eur|gbp|chf|dollars?|euros?|pounds?|cents?|percent|yen|円|元)\b|\bfree\b|\bno (?:extra )?(?:charge|cost|fee)\b|\bkostenlos\b|\d\s?[円元]/iu,
  amount:
    /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|hundred|thousand|million|once|twice|none|half)\b/iu,
  date: new RegExp(
    String.raw`\b(?:${MONTHS}|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|weekdays?|noon|midnight|daily|weekly|monthly|quarterly|annually|yearly)\b|\bmay \d|\b\d{1,2} may\b|\b(?:1[5-9]|20)\d\d\b|\b\d{1,2}[./]\d{1,2}\.?(?:\d{2,4})?\b|\b\d{1,2}:\d\d\b|\b\d{1,2} ?(?:[ap]\.?m\.?|uhr|h)(?!\w)|\bwithin (?:${COUNT})\b|\bevery (?:\w+ )?(?:${UNIT})\b|\b(?:after|before) (?:${COUNT}) (?:${UNIT})\b|\d+ ?[年月日]`,
    'iu',
  ),
  person:
    /(?<=\S\s)(?!(?:The|A|An|In|On|If|We|It|This|All)\b)\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+|\b(?:Mr|Mrs|Ms|Dr|Prof)\.? \p{Lu}|^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+|\b(?:manager|director|officer|team|department|president|founder|founded by|owner|author|supervisor|administrator|chief|ceo|lead)\b/u,
  place:
    /\b(?:in|at|on|to|from|near|into|under|behind|beside|inside)\s+(?:the\s+)?(?:\p{Lu}|\w+ (?:of|shelf|room|floor|office|building|street))|\b(?:floor|room|building|street|warehouse|office|menu|tab|page)\b/u,
  contact:
    /[\w.+-]+@[\w-]+\.\w+|(?:\+|\b0)\d[\d\s()/-]{5,}\d|\b\d{3}[\s.-]\d{3}[\s.-]\d{2,}|https?:\/\/|\bwww\.|\b(?:hotline|e-?mail|phone|telephone)\b/iu,
}

/** Whether a text holds an answer of the expected form: a length of time, a sum, a name ... @internal */
export function hasForm(text: string, expects: Expectation): boolean {
  const pattern = FORMS[expects]
  return pattern.test(
    expects === 'person' || expects === 'place' ? text : text.normalize('NFKD').replace(/\p{M}/gu, ''),
  )
}
