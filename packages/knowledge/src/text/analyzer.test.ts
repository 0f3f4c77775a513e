import { describe, expect, it } from 'vitest'
import { createAnalyzer } from './analyzer.ts'
import { foldText } from './fold.ts'
import { FUNCTION_WORDS } from './function-words.ts'
import { GENERAL_WORDS } from './general-words.ts'
import { isMostlyUnspaced } from './unspaced.ts'

const analyzer = createAnalyzer()
const terms = (text: string, kind: 'query' | 'passage' = 'passage') => [
  ...analyzer.analyze(text, kind).counts.keys(),
]

describe('the analyser', () => {
  it('makes one term of the forms of a word and drops what carries no meaning', () => {
    expect(terms('The runners were running; refunds for refunded users')).toEqual([
      'runner',
      'run',
      'refund',
      'user',
    ])
    expect(terms('What is it that you do?')).toEqual([])
  })

  it('counts terms and words', () => {
    expect(analyzer.analyze('boat boats lamp', 'passage')).toEqual({
      counts: new Map([
        ['boat', 2],
        ['lamp', 1],
      ]),
      length: 3,
      unspaced: 0,
      language: 'english',
      places: new Map([
        ['boat', [0, 1]],
        ['lamp', [2]],
      ]),
      fields: [
        { length: 0, end: 0 },
        { length: 0, end: 0 },
        { length: 3, end: 3 },
      ],
    })
  })

  it('compares without accents, case and width', () => {
    expect(terms('Café ＣＡＦＥ cafe\u0301')).toEqual(['cafe'])
    expect(foldText('Straße Łódź Ærø')).toBe('strasse lodz aero')
    expect(foldText('कि')).toBe('कि')
    expect(foldText('Какой ёж')).toBe('какой еж')
  })

  it('keeps numbers, versions and identifiers', () => {
    expect(terms('costs 1,000 or 3.5 in GPT-4, error E4')).toEqual([
      'cost',
      '1000',
      '3.5',
      'gpt',
      '4',
      'error',
      'e4',
    ])
  })

  it('cuts scripts without spaces into pairs, so that words inside are found', () => {
    expect(terms('東京タワー', 'query')).toEqual(['東京', '京タ', 'タワ', 'ワー'])
    const passage = new Set(terms('昨日、東京タワーに行った'))
    expect(terms('東京', 'query').every((term) => passage.has(term))).toBe(true)
    expect(terms('猫', 'query').every((term) => new Set(terms('小猫です')).has(term))).toBe(true)
    expect(isMostlyUnspaced([analyzer.analyze('東京タワーはとても高い tower', 'passage').counts])).toBe(true)
    expect(
      isMostlyUnspaced([
        analyzer.analyze('the high tower stands in the middle of the old city 東京', 'passage').counts,
      ]),
    ).toBe(false)
  })

  it('knows no names of the prototype chain', () => {
    expect(analyzer.analyze('constructor toString __proto__', 'passage').counts.size).toBe(3)
  })

  it('stems other languages by name and leaves unknown ones alone', () => {
    const german = createAnalyzer('german')
    expect([...german.analyze('Katzen Katze', 'passage').counts.keys()]).toEqual(['katz'])
    expect([...createAnalyzer('klingon').analyze('cats', 'passage').counts.keys()]).toEqual(['cats'])
  })
})

describe('words that any text may hold', () => {
  it('are known of every language that is told by its function words', () => {
    expect(Object.keys(GENERAL_WORDS).sort()).toEqual(Object.keys(FUNCTION_WORDS).sort())
  })

  it.each([
    ['english', 'important', 'harbour'],
    ['german', 'wichtigen', 'Hafen'],
    ['french', 'importantes', 'port'],
    ['russian', 'важные', 'гавань'],
    ['finnish', 'ongelman', 'satama'],
    ['arabic', 'مهم', 'ميناء'],
  ])('in %s are told from others, in any form', (language, general, telling) => {
    const analyzer = createAnalyzer(language)
    const termOf = (word: string): string => [...analyzer.analyze(word, 'query').counts.keys()][0] ?? ''
    expect([general, telling].map((word) => analyzer.isGeneral(termOf(word)))).toEqual([true, false])
  })

  it('are pairs of characters that join or ask, where no spaces tell words apart', () => {
    const analyzer = createAnalyzer()
    expect(['多久', '可以', '图的', '图书', '港口'].map((pair) => analyzer.isGeneral(pair))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})
