import { describe, expect, it } from 'vitest'
import { formatBytes } from './format-bytes.ts'

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1500, '1.5 kB'],
    [184_320, '180 kB'],
    [104_857_600, '100 MB'],
    [2_147_483_648, '2 GB'],
    [5_497_558_138_880, '5,120 GB'],
  ])('writes %i bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text)
  })
})
