import type { DocumentText } from '@skep/client'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText } from '../clean/clean-text.ts'
import { cutDocument } from '../ingest/cut-document.ts'
import { completeSplit } from '../ingest/settings.ts'
import { readQuestionTable } from './question-table.ts'
import { splitDocument } from './split-document.ts'
import type { QuestionAnswer } from './write-questions.ts'

const documentOf = (text: string): DocumentText => ({ text, pages: [], headings: [] })

describe('questions that a model writes', () => {
  it('stand where the text stands that they were asked about, in its order, and leave nothing out but what got none', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'word ',
        'A sentence ends. ',
        '\n\n',
        '\n',
        '。',
        '漢字かな',
        'שלום ',
        '👩‍🚀',
        '<|',
        '\f',
        '   ',
      ),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 80 }),
        fc.integer({ min: 64, max: 200 }),
        fc.integer({ min: 0, max: 32 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 8 }),
        async (pieces, maxSize, overlap, counts) => {
          const loaded = documentOf(pieces.join(''))
          const split = completeSplit({ mode: 'question-answer', maxSize, overlap })
          const texts = [...(await splitDocument(loaded, split)).chunks()]
          // What a model answers depends on the text alone, whatever the order in which it is asked.
          const pairsOf = (text: string): QuestionAnswer[] =>
            Array.from({ length: counts[text.length % counts.length] ?? 0 }, (_, at) => ({
              question: `${at}? ${text.slice(0, 9)}`,
              answer: `${at}! ${text.slice(-9)}`,
            }))
          const { chunks, warnings } = await cutDocument(
            { ...loaded, warnings: [], format: 'text' },
            split,
            { breathe: async () => {}, writeQuestions: async ({ text }) => pairsOf(text) },
            { signal: new AbortController().signal },
          )
          expect(warnings).toEqual([])
          const cleaned = cleanText(loaded.text, split)
          expect(chunks).toEqual(
            texts
              .flatMap(({ text, location, cleanedRange }) =>
                pairsOf(text).map(({ question, answer }) => {
                  expect(cleaned.text.slice(cleanedRange.start, cleanedRange.end)).toBe(text)
                  const { start, end } = location
                  expect(cleaned.toSource(cleanedRange.start, cleanedRange.end)).toEqual({ start, end })
                  return { location, cleanedRange, text: `${question}\n${answer}`, question, answer }
                }),
              )
              .map((chunk, index) => ({ ...chunk, index })),
          )
          const starts = chunks.map(({ cleanedRange }) => cleanedRange.start)
          expect(starts).toEqual(starts.toSorted((a, b) => a - b))
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('questions of a table', () => {
  const cell = fc
    .array(fc.constantFrom('a', 'word ', '漢', '|', '\\', '-', ':', '👩‍🚀', 'é', ' '), { maxLength: 8 })
    .map((parts) => parts.join('').trim())
  const escaped = (text: string): string => text.replace(/[\\|]/g, '\\$&')

  it('stand on their rows, in their order; only the head, rules, other text and rows without one of both are left out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        fc.constantFrom('', 'Prices of the island\n\n'),
        (rows, isNamed, before) => {
          const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`
          const head = isNamed ? line(['Question', 'Answer']) : line(['Is this a row?', 'Yes'])
          const text = `${before}${[head, '| --- | --- |', ...rows.map(line)].join('\n')}\n`
          const chunks = readQuestionTable(documentOf(text)) ?? []
          let covered = 0
          const gaps: string[] = []
          for (const [index, chunk] of chunks.entries()) {
            const { start, end } = chunk.cleanedRange
            expect(chunk.index).toBe(index)
            expect(chunk.location).toEqual({ start, end })
            expect(start).toBeGreaterThanOrEqual(covered)
            expect(text.slice(start, end)).toBe(line([chunk.question ?? '', chunk.answer ?? '']))
            gaps.push(text.slice(covered, start))
            covered = end
          }
          gaps.push(text.slice(covered))
          const kept = rows.filter(([question, answer]) => !isLeftOut(question, answer))
          const all = isNamed ? kept : [['Is this a row?', 'Yes'], ...kept]
          expect(chunks.map(({ question, answer }) => [question, answer])).toEqual(all)
          const left = gaps
            .flatMap((gap) => gap.split('\n'))
            .filter((each) => each.trim() !== '' && each !== before.trim())
          const expected = [
            ...(isNamed ? [head] : []),
            '| --- | --- |',
            ...rows.filter(([question, answer]) => isLeftOut(question, answer)).map(line),
          ]
          expect(left).toEqual(expected)
        },
      ),
      { numRuns: 300 },
    )
  })

  /** A row of nothing but dashes is the rule of a table. */
  function isLeftOut(question: string, answer: string): boolean {
    return question === '' || answer === '' || [question, answer].every((each) => /^:?-+:?$/.test(each))
  }
})
