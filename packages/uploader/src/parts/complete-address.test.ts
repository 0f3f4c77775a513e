import { expect, it } from 'vitest'
import { completeAddress } from './add-web-dialog.tsx'

it.each([
  ['example.com/docs', 'https://example.com/docs'],
  [' http://127.0.0.1:8080 ', 'http://127.0.0.1:8080/'],
  ['', null],
  ['two words', null],
  ['ftp://example.com', null],
  ['javascript:alert(1)', null],
])('%j is the address %j', (typed, address) => {
  expect(completeAddress(typed)).toBe(address)
})
