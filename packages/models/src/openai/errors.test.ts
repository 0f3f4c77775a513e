import { expect, it } from 'vitest'
import { readRetryAfter } from './errors.ts'
import { scrubDetail } from './scrub.ts'

it.each([
  [{ 'retry-after': '3' }, 3000],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT' }, 9000],
  [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('reads how long a server asks to wait: %o', (headers, expected) => {
  expect(readRetryAfter(new Headers(headers as Record<string, string>), 1000)).toBe(expected) // entries are strings
})

it.each([
  ['Incorrect API key provided: sk-abc123def456.', 'Incorrect API key provided: ***.'],
  ['Use Bearer abcdefghij please', 'Use *** please'],
  ['The key my-very-own is wrong', 'The key *** is wrong'],
  ['Maximum context length is 8192 tokens.', 'Maximum context length is 8192 tokens.'],
  ['You said: the patient has a rare illness', undefined],
  ['', undefined],
])('shows of "%s" only what is safe', (detail, expected) => {
  const sent = 'Summarise: the patient has a rare illness and needs care.'
  expect(scrubDetail(detail, { key: 'my-very-own', sent })).toBe(expected)
})
