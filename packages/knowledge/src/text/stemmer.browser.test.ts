import { expect, it } from 'vitest'
import { createAnalyzer } from './analyzer.ts'

it('stems in a browser as in Node', () => {
  const { counts } = createAnalyzer().analyze(
    'The runners were running to refunded users, naïvely',
    'passage',
  )
  expect([...counts.keys()]).toEqual(['runner', 'run', 'refund', 'user', 'naiv'])
})
