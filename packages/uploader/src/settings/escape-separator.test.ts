import { expect, it } from 'vitest'
import { escapeSeparator } from './escape-separator.ts'

it('shows what cannot be seen in one line', () => {
  expect(escapeSeparator('\n\n')).toBe('\\n\\n')
  expect(escapeSeparator('a\t\\n')).toBe('a\\t\\\\n')
})
