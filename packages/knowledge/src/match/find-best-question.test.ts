import { describe, expect, it } from 'vitest'
import { findBestQuestion } from './find-best-question.ts'

const questions = [
  'What are your opening hours?',
  'How do I return a bike?',
  'Can I bring my dog on the tour?',
  'どうやって返しますか',
]

async function best(query: string): Promise<readonly [string | undefined, number]> {
  const found = await findBestQuestion(query, questions)
  return [found ? questions[found.index] : undefined, Math.round((found?.score ?? 0) * 100) / 100]
}

describe('the best question', () => {
  it.each([
    ['case, accents and punctuation', 'what are YOUR öpening  hours', questions[0]],
    ['another script', 'どうやって返しますか？', questions[3]],
  ])('is the same through %s', async (_, query, question) => {
    expect(await best(query)).toEqual([question, 1])
  })

  it.each([
    ['What are the opening hours?', questions[0]],
    ['How can I return my bike?', questions[1]],
    ['Can I bring my dogs on a tour', questions[2]],
  ])('is nearly the same: %s', async (query, question) => {
    const [found, score] = await best(query)
    expect(found).toBe(question)
    expect(score).toBeGreaterThan(0.85)
    expect(score).toBeLessThan(1)
  })

  it.each([
    'Can I not bring my dog on the tour?',
    "Why can't I bring my dog on the tour?",
    'How do I repair a bike?',
    'What are your prices?',
    'Who invented the telephone?',
  ])('is not alike enough: %s', async (query) => {
    expect((await best(query))[1]).toBeLessThan(0.8)
  })

  it('is none where nothing can be compared', async () => {
    expect(await findBestQuestion('?', questions)).toBeNull()
    expect(await findBestQuestion('Hours?', [])).toBeNull()
  })

  it('is found by an embedder, which sees each text once', async () => {
    const seen: string[] = []
    const embedder = {
      id: 'test',
      embed: async (texts: readonly string[]) => {
        seen.push(...texts)
        return texts.map((text) =>
          Float32Array.of(/bike|cycle/.test(text) ? 1 : 0, /bike|cycle/.test(text) ? 0 : 1),
        )
      },
    }
    const vectors = new Map<string, Float32Array>()
    const found = await findBestQuestion('Where does my cycle go?', questions, { embedder, vectors })
    expect(found).toEqual({ index: 1, score: 1 })
    await findBestQuestion('Where does my cycle go?', questions, { embedder, vectors })
    expect(seen).toEqual(['Where does my cycle go?', ...questions])
  })
})
