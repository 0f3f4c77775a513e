import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TermBlock } from '../store/knowledge-store.ts'
import type { TermBag } from '../text/analyzer.ts'
import { FullTextIndex } from './full-text-index.ts'
import { fromTermBlock, toTermBlock } from './term-block.ts'

const bag = (words: readonly string[]): TermBag => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { counts, length: words.length, unspaced: 0 }
}
const block = (documentId: string, chunks: readonly (readonly string[])[]): TermBlock =>
  toTermBlock(
    documentId,
    0,
    chunks.map((_, at) => `${documentId}.${at}`),
    chunks.map(bag),
  )
const ask = (index: FullTextIndex, words: readonly string[]): Record<string, number> => {
  const { scores, slots } = index.score(index.resolve(bag(words).counts))
  return Object.fromEntries(slots.map((slot) => [index.chunkId(slot) ?? '', scores[slot] ?? 0]))
}

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

describe('the full-text index', () => {
  it('scores as the formula of BM25 does, whatever is added and removed', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'constructor')
    const chunk = fc.array(word, { minLength: 1, maxLength: 12 })
    const step = fc.record({
      document: fc.integer({ min: 0, max: 5 }),
      chunks: fc.array(chunk, { minLength: 1, maxLength: 6 }),
    })
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 15 }),
        fc.array(word, { minLength: 1, maxLength: 4 }),
        (steps, query) => {
          const index = new FullTextIndex()
          const held = new Map<string, readonly string[]>()
          for (const { document, chunks } of steps) {
            const id = `doc${document}`
            index.removeDocument(id)
            for (const key of [...held.keys()]) if (key.startsWith(`${id}.`)) held.delete(key)
            // Every other visit of a document leaves it removed.
            if (chunks.length % 2 === 0) continue
            index.add(block(id, chunks))
            chunks.forEach((words, at) => {
              held.set(`${id}.${at}`, words)
            })
          }
          expect(index.size).toBe(held.size)
          const expected = held.size === 0 ? {} : bm25(held, query)
          const actual = ask(index, query)
          expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort())
          for (const [id, score] of Object.entries(expected)) expect(actual[id]).toBeCloseTo(score, 9)
        },
      ),
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
    const meant = (word: string) => index.resolve(new Map([[word, 1]]))[0]?.matched
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

  it('stores terms by term and gives back the bags', () => {
    const stored = structuredClone(block('d', [['a', 'b', 'a'], ['constructor'], []]))
    expect(stored.postings).toEqual({ a: [0, 2], b: [0, 1], constructor: [1, 1] })
    expect(fromTermBlock(stored)).toEqual([
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
      new Map([['constructor', 1]]),
      new Map(),
    ])
  })
})
