import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TermBlock } from '../store/knowledge-store.ts'
import { createAnalyzer, type TermBag } from '../text/analyzer.ts'
import { FullTextIndex } from './full-text-index.ts'
import { parseQuery, type WordQuery } from './query.ts'
import { fromTermBlock, packCounts, toTermBlock } from './term-block.ts'

const bag = (words: readonly string[]): TermBag => {
  const places = new Map<string, number[]>()
  words.forEach((word, place) => {
    places.set(word, [...(places.get(word) ?? []), place])
  })
  const counts = new Map([...places].map(([word, { length }]) => [word, length]))
  const empty = { length: 0, end: 0 }
  const fields = [empty, empty, { length: words.length, end: words.length }]
  return { language: 'english', counts, length: words.length, unspaced: 0, places, fields }
}
const block = (documentId: string, chunks: readonly (readonly string[])[], index = 0): TermBlock =>
  toTermBlock(
    documentId,
    index,
    chunks.map((_, at) => `${documentId}.${index}.${at}`),
    chunks.map(bag),
  )
const asked = (words: readonly string[]): WordQuery => ({
  words: [...bag(words).counts].map(([word, count]) => ({
    forms: new Map([['english', word]]),
    count,
    isFunctionWord: false,
    beginning: null,
  })),
  phrases: [],
})
const scoresOf = (index: FullTextIndex, query: WordQuery): Record<string, number> => {
  const { scores, slots } = index.score(index.resolve(query), index.phraseSlots(query))
  return Object.fromEntries(slots.map((slot) => [index.chunkId(slot) ?? '', scores[slot] ?? 0]))
}
const ask = (index: FullTextIndex, words: readonly string[]): Record<string, number> =>
  scoresOf(index, asked(words))

/** BM25 as the formula says, over all chunks. */
function bm25(
  chunks: ReadonlyMap<string, readonly string[]>,
  query: readonly string[],
): Record<string, number> {
  const all = [...chunks]
  const average = all.reduce((sum, [, words]) => sum + words.length, 0) / all.length
  const scores: Record<string, number> = {}
  for (const [id, words] of all) {
    let score = 0
    for (const term of query) {
      const frequency = all.filter(([, other]) => other.includes(term)).length
      const count = words.filter((word) => word === term).length
      const idf = Math.log(1 + (all.length - frequency + 0.5) / (frequency + 0.5))
      score += (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * words.length) / average))
    }
    if (score > 0) scores[id] = score
  }
  return scores
}

const word = fc.constantFrom('a', 'ab', 'abc', 'b', 'ba', 'constructor', '__proto__', 'ä', '語')
const chunk = fc.array(word, { maxLength: 12 })
const step = fc.record({
  document: fc.integer({ min: 0, max: 4 }),
  block: fc.integer({ min: 0, max: 2 }),
  /** None: the document is removed. A block that is there already is replaced. */
  chunks: fc.array(chunk, { maxLength: 6 }),
})

/** What an index holds after some steps, by chunk, beside the index itself. */
function carryOut(
  steps: readonly {
    readonly document: number
    readonly block: number
    readonly chunks: readonly (readonly string[])[]
  }[],
): { readonly index: FullTextIndex; readonly held: ReadonlyMap<string, readonly string[]> } {
  const index = new FullTextIndex()
  const held = new Map<string, readonly string[]>()
  for (const { document, block: number, chunks } of steps) {
    const id = `doc${document}`
    const prefix = chunks.length === 0 ? `${id}.` : `${id}.${number}.`
    for (const key of [...held.keys()]) if (key.startsWith(prefix)) held.delete(key)
    if (chunks.length === 0) index.removeDocument(id)
    else index.add(block(id, chunks, number))
    chunks.forEach((words, at) => {
      held.set(`${prefix}${at}`, words)
    })
  }
  return { index, held }
}

describe('the full-text index', () => {
  it('scores as the formula of BM25 does over what is left, whatever was added, replaced and removed', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 15 }),
        fc.array(word, { minLength: 1, maxLength: 4 }),
        (steps, query) => {
          const { index, held } = carryOut(steps)
          expect(index.size).toBe(held.size)
          const expected = held.size === 0 ? {} : bm25(held, query)
          const actual = ask(index, query)
          expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort())
          for (const [id, score] of Object.entries(expected)) expect(actual[id]).toBeCloseTo(score, 9)
        },
      ),
    )
  })

  it('answers after changes as one that was built from what is left', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 12 }),
        fc.array(word, { minLength: 1, maxLength: 3 }),
        (steps, query) => {
          const { index, held } = carryOut(steps)
          const fresh = new FullTextIndex()
          for (const [id, words] of held) {
            fresh.add(toTermBlock(id, 0, [id], [bag(words)]))
          }
          const rounded = (found: Record<string, number>) =>
            Object.entries(found)
              .map(([id, score]) => [id, score.toFixed(9)])
              .sort()
          expect(rounded(ask(index, query))).toEqual(rounded(ask(fresh, query)))
        },
      ),
    )
  })

  it('reads what was stored as it was written, term by term', () => {
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 40 }), (chunks) => {
        const stored = structuredClone(block('d', chunks))
        expect(fromTermBlock(stored)).toEqual(chunks.map((words) => bag(words).counts))
        // A store may hand out a view at an odd place of a larger buffer.
        const shifted = new Uint8Array(stored.bytes.length + 1)
        shifted.set(stored.bytes, 1)
        expect(fromTermBlock({ ...stored, bytes: shifted.subarray(1) })).toEqual(fromTermBlock(stored))
      }),
    )
  })

  it('finds a phrase where its words follow each other, as a search through the texts does', () => {
    fc.assert(
      fc.property(
        fc.array(chunk, { minLength: 1, maxLength: 20 }),
        fc.array(word, { minLength: 2, maxLength: 3 }),
        (chunks, phrase) => {
          const index = new FullTextIndex()
          index.add(block('d', chunks))
          const words = phrase.map((each, offset) => ({ forms: new Map([['english', each]]), offset }))
          const slots = index.phraseSlots({ ...asked(phrase), phrases: [{ words }] })
          const expected = chunks.flatMap((held, at) =>
            held.some((_, from) => phrase.every((each, offset) => held[from + offset] === each)) ? [at] : [],
          )
          expect([...(slots ?? [])].sort((a, b) => a - b)).toEqual(expected)
        },
      ),
    )
  })

  it('finds every word that begins as asked, as a search through the words does', () => {
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 20 }), word, (chunks, beginning) => {
        const index = new FullTextIndex()
        index.add(block('d', chunks))
        const found = scoresOf(index, {
          words: [{ forms: new Map(), isFunctionWord: false, count: 1, beginning }],
          phrases: [],
        })
        const expected = chunks.flatMap((held, at) =>
          held.some((each) => each.startsWith(beginning)) ? [`d.0.${at}`] : [],
        )
        expect(Object.keys(found).sort()).toEqual(expected.sort())
      }),
    )
  })

  it('keeps long lists of postings whole when some of them go', () => {
    const index = new FullTextIndex()
    for (let document = 0; document < 40; document++) {
      index.add(
        block(
          `doc${document}`,
          Array.from({ length: 50 }, () => ['common', `only${document}`]),
        ),
      )
    }
    for (let document = 0; document < 40; document += 2) index.removeDocument(`doc${document}`)
    expect([index.frequency('common'), index.frequency('only1'), index.frequency('only2')]).toEqual([
      1000, 50, 0,
    ])
    index.add(block('new', [['common']]))
    expect(Object.keys(ask(index, ['common']))).toHaveLength(1001)
  })

  it('finds what a misspelled word means, and leaves other words alone', () => {
    const index = new FullTextIndex()
    index.add(
      block('d', [
        ['receiv', 'invoic'],
        ['descal'],
        ['wireless'],
        ['point'],
        ['espresso', 'espresso'],
        ['2024x'],
      ]),
    )
    const meant = (word: string) => index.resolve(asked([word]))[0]?.matched
    expect(['reciev', 'invioc', 'descall', 'wirel', 'expresso'].map(meant)).toEqual([
      'receiv',
      'invoic',
      'descal',
      'wireless',
      'espresso',
    ])
    expect(['paint', 'poin', 'franc', '2023x', 'inv', 'eeceiv'].map(meant)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('tells which places the chunks of some documents have, after changes too', () => {
    const index = new FullTextIndex()
    for (const id of ['a', 'b', 'c']) index.add(block(id, [['rose'], ['tulip']]))
    index.add(block('a', [['rose'], ['prune'], ['water']], 1))
    index.removeDocument('b')
    index.add(block('b', [['march']]))
    const chosen = new Set(['a', 'b', 'gone'])
    const slots = index.slotsOf(chosen)
    const found = [...slots.keys()].filter((slot) => slots[slot] === 1).map((slot) => index.chunkId(slot))
    expect(found.sort()).toEqual(['a.0.0', 'a.0.1', 'a.1.0', 'a.1.1', 'a.1.2', 'b.0.0'])
    expect(index.chunkCount(chosen)).toBe(6)
  })

  it('gives chunks new places when most of the old ones are gone', () => {
    const index = new FullTextIndex()
    const many = Array.from({ length: 500 }, (_, at) => ['common', `w${at}`])
    for (let document = 0; document < 6; document++) index.add(block(`doc${document}`, many))
    for (let document = 0; document < 5; document++) index.removeDocument(`doc${document}`)
    expect(index.size).toBe(500)
    // Its first was 2999.
    expect(index.slot('doc5.0.499')).toBeLessThan(1500)
    expect(Object.keys(ask(index, ['w7']))).toEqual(['doc5.0.7'])
  })

  it('explains a score by what each term adds to it', () => {
    const index = new FullTextIndex()
    const analyzer = createAnalyzer('english')
    const bags = [
      { title: 'Boats', heading: 'Sails and masts', body: 'A boat needs sails. Sails tear.' },
      { body: 'Lamps light the harbour for boats.' },
      { body: 'Nothing of that.' },
    ].map((text) => analyzer.analyze(text, 'passage'))
    index.add(toTermBlock('d', 0, ['a', 'b', 'c'], bags))
    const query = index.resolve(parseQuery('torn sails of a boat', analyzer, ['english']))
    const { scores } = index.score(query)
    const slot = index.slot('a') ?? -1
    const explained = index.explain(query, slot)
    expect(explained.map(({ term, chunks, counts }) => ({ term, chunks, counts }))).toEqual([
      { term: 'sail', chunks: 1, counts: { title: 0, heading: 1, body: 2 } },
      { term: 'boat', chunks: 2, counts: { title: 1, heading: 0, body: 1 } },
    ])
    expect(explained.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(
      scores[slot] ?? Number.NaN,
      9,
    )
    expect(index.explain(query, index.slot('c') ?? -1)).toEqual([])
  })

  it('asks each language for the word as it is stemmed there', () => {
    const index = new FullTextIndex()
    const analyzer = createAnalyzer()
    const texts = {
      de: 'Die Verträge werden von den Kunden und der Firma unterschrieben, und das Original bleibt bei der Firma.',
      en: 'The contracts are signed by the customers, and the original stays with the company for ten years.',
    }
    for (const [id, text] of Object.entries(texts)) {
      index.add(toTermBlock(id, 0, [id], [analyzer.forText(text).analyze(text, 'passage')]))
    }
    expect([...index.languages].sort()).toEqual(['english', 'german'])
    const found = (query: string) =>
      Object.keys(scoresOf(index, parseQuery(query, analyzer, index.languages))).sort()
    expect([found('Vertrag'), found('contract'), found('das'), found('original')]).toEqual([
      ['de'],
      ['en'],
      [],
      ['de', 'en'],
    ])
    // A word of no weight in German that is none in English finds the English text alone.
    expect(found('"signed by the customers"')).toEqual(['en'])
    expect(found('"unterschrieben, und das Original"')).toEqual(['de'])
  })

  it('takes a phrase that no chunk holds for its words, and phrases of blocks without places for all of theirs', () => {
    const analyzer = createAnalyzer('english')
    const index = new FullTextIndex()
    index.add(block('d', [['red', 'boat'], ['boat', 'red', 'lamp'], ['lamp']]))
    const found = (query: string) =>
      Object.keys(scoresOf(index, parseQuery(query, analyzer, ['english']))).sort()
    expect(found('"red boat"')).toEqual(['d.0.0'])
    expect(found('"lamp boat"')).toEqual(['d.0.0', 'd.0.1', 'd.0.2'])
    expect(found('la*')).toEqual(['d.0.1', 'd.0.2'])
    const old = new FullTextIndex()
    const counts = [['red', 'boat'], ['boat', 'red'], ['red']].map((words) => bag(words).counts)
    const chunkIds = ['x', 'y', 'z']
    const bytes = packCounts(counts)
    old.add({ documentId: 'd', index: 0, chunkIds, language: 'english', bytes })
    expect(fromTermBlock({ documentId: 'd', index: 0, chunkIds, language: 'english', bytes })).toEqual(counts)
    const query = parseQuery('"red boat"', analyzer, ['english'])
    expect(Object.keys(scoresOf(old, query)).sort()).toEqual(['x', 'y'])
  })
})
