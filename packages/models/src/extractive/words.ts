const CJK = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u
const WORD = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]+|[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu

const IRREGULAR: ReadonlyMap<string, string> = new Map(
  (
    'bought buy paid pay sent send kept keep took take taken take got get gave give given give made make began begin ' +
    'begun begin left leave held hold met meet won win wrote write written write lost lose sold sell found find ' +
    'told tell spoke speak spoken speak ran run chose choose chosen choose built build broke break broken break ' +
    'brought bring taught teach people person children child men man women woman fell fall grew grow grown grow ' +
    'knew know known know led lead rose rise risen rise said say saw see seen see worn wear went go gone go'
  )
    .split(' ')
    .flatMap((word, index, all) => (index % 2 === 0 ? [[word, all[index + 1] ?? word] as const] : [])),
)

/** The stems of a text in order, Chinese, Japanese and Korean as pairs of characters. @internal */
export function stemsOf(text: string): string[] {
  const stems: string[] = []
  for (const [word] of text.normalize('NFKC').matchAll(WORD)) {
    if (!CJK.test(word)) stems.push(stem(word))
    else if (word.length === 1) stems.push(word)
    else for (let at = 0; at + 1 < word.length; at++) stems.push(word.slice(at, at + 2))
  }
  return stems
}

/** Whether a text is written mostly without spaces between words. @internal */
export function isCjk(text: string): boolean {
  return CJK.test(text)
}

/**
 * A light stemmer: lower case, no accents, no plural, no -ed, -ing, -ly. It need not give words, only give the same for
 * forms of one word; what it misses, `likeness` catches by prefix.
 * @internal
 */
export function stem(word: string): string {
  let stem = word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/['’]\p{L}*$/u, '')
  const irregular = IRREGULAR.get(stem)
  if (irregular !== undefined) return irregular
  if (stem.length > 4 && stem.endsWith('ies')) stem = `${stem.slice(0, -3)}y`
  else if (stem.length > 4 && /(?:ss|sh|ch|x)es$/.test(stem)) stem = stem.slice(0, -2)
  else if (stem.length > 3 && /[^sui]s$/.test(stem)) stem = stem.slice(0, -1)
  if (stem.length > 5 && stem.endsWith('ly')) stem = stem.slice(0, -2)
  const verb = /^(.*[aeiouy].*?)(?:ing|ed)$/.exec(stem)
  if (verb?.[1] && verb[1].length > 2) stem = verb[1].replace(/([bcdfgkmnprtv])\1$/, '$1')
  if (stem.length > 4 && stem.endsWith('e')) stem = stem.slice(0, -1)
  return stem.length > 3 && stem.endsWith('y') ? `${stem.slice(0, -1)}i` : stem
}

/** Words that stand for one another often enough in manuals, contracts and terms to count, if less than the word itself. */
const GROUPS: readonly (readonly string[])[] = [
  ['buy', 'purchase', 'order'],
  ['cost', 'price', 'fee', 'charge', 'pay', 'payment'],
  ['start', 'begin', 'commence'],
  ['cancel', 'terminate', 'quit', 'end'],
  ['ship', 'deliver', 'dispatch', 'shipment', 'delivery'],
  ['item', 'product', 'goods', 'article'],
  ['agreement', 'contract'],
  ['flight', 'fly'],
  ['trip', 'journey', 'travel'],
  ['employee', 'staff', 'worker'],
  ['holiday', 'vacation', 'leave'],
  ['company', 'firm', 'business'],
  ['repair', 'fix'],
  ['maximum', 'limit', 'most'],
  ['email', 'mail', 'e-mail'],
  ['phone', 'telephone', 'call'],
  ['allow', 'permit', 'may'],
  ['need', 'require', 'must'],
  ['broken', 'defective', 'faulty', 'damage'],
]
const GROUP_OF: ReadonlyMap<string, number> = new Map(
  GROUPS.flatMap((words, index) => words.map((word) => [stem(word), index] as const)),
)

/** How well one stem stands for another: 1 the same, 0 not at all. @internal */
export function likeness(asked: string, found: string): number {
  if (asked === found) return 1
  const group = GROUP_OF.get(asked)
  if (group !== undefined && group === GROUP_OF.get(found)) return 0.7
  const shorter = Math.min(asked.length, found.length)
  const longer = Math.max(asked.length, found.length)
  if (shorter < 5 || longer > shorter * 2) return 0
  let shared = 0
  while (shared < shorter && asked[shared] === found[shared]) shared++
  if (shared === shorter) return 0.85
  return shared >= 6 && shared * 2 >= longer ? 0.5 : 0
}
