import { expect, it } from 'vitest'
import { scoreText, searchNodes } from './search-nodes.ts'

const items = [
  { type: 'llm', title: 'LLM', description: 'Asks a language model' },
  { type: 'knowledge-retrieval', title: 'Knowledge', description: 'Finds passages' },
  { type: 'code', title: 'Code', description: 'Runs JavaScript' },
  { type: 'if-else', title: 'Branch', description: 'Chooses a way by conditions' },
]
const found = (wanted: string): readonly string[] => searchNodes(items, wanted).map((item) => item.type)

it('keeps the order when nothing is looked for', () => {
  expect(found(' ')).toEqual(['llm', 'knowledge-retrieval', 'code', 'if-else'])
})

it('finds by title, by type and by description, the title first', () => {
  expect(found('co')).toEqual(['code', 'if-else'])
  expect(found('if')).toEqual(['if-else'])
  expect(found('passages')).toEqual(['knowledge-retrieval'])
  expect(found('xyz')).toEqual([])
})

it('ranks a beginning over a word over a middle over letters in order', () => {
  const scores = ['knowledge base', 'my knowledge', 'acknowledge', 'k-n-o-w'].map((text) =>
    scoreText(text, 'know'),
  )
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  expect(new Set(scores).size).toBe(4)
})
