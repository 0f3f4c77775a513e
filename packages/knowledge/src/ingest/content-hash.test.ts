import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentHash, sha256 } from './content-hash.ts'

describe('the content hash', () => {
  it('is SHA-256, with or without the browser', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const expected = createHash('sha256').update(bytes).digest('hex')
        expect(await contentHash(bytes)).toBe(expected)
        expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(expected)
      }),
    )
  })
})
