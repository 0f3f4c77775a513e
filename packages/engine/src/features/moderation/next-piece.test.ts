import { expect, it } from 'vitest'
import { nextPiece } from './next-piece.ts'

const sentence =
  'Bees keep the hive at thirty-five degrees, summer and winter, by beating their wings or huddling close together.'

it.each([
  ['waits for a sentence', 'Bees', 0],
  ['waits until there is enough to be worth asking', 'Bees fly. They do. ', 0],
  ['takes whole sentences', `${sentence} And so on. Then`, `${sentence} And so on.`.length],
  ['does not cut at a stop that may go on', `${sentence} It weighs 3.`, 0],
  ['takes lines', `${'a'.repeat(130)}\nb`, 131],
  ['takes Chinese sentences', `${'蜂'.repeat(130)}。蜂`, 131],
  ['cuts a long text without sentences between words', `${'word '.repeat(120)}x`, 600],
  ['cuts a long text without spaces', 'x'.repeat(500), 500],
])('a piece of text %s', (_, text, length) => {
  expect(nextPiece(text)).toBe(length)
})
