import { ERROR_CODES } from '@skep/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixture, loadBytes } from './testing/fixtures.ts'

const expected = ERROR_CODES.filter((code) => code.startsWith('DOCUMENT_'))
// A guard against hanging, not a measurement: other tests share the machine.
const LIMIT_MS = 60_000

/** A document, or an error that names what is wrong with it; never another throw, never a hang. */
async function staysInContract(name: string, bytes: Uint8Array): Promise<void> {
  const startedAt = performance.now()
  const outcome = await loadBytes(name, bytes).catch((error: unknown) => error)
  expect(performance.now() - startedAt).toBeLessThan(LIMIT_MS)
  if (outcome instanceof Error) {
    expect(outcome).toMatchObject({ name: 'SkepError', code: expect.toBeOneOf(expected) })
    return
  }
  expect(outcome).toMatchObject({ text: expect.any(String), pages: expect.any(Array) })
}

describe.each(['handbook.pdf', 'minutes-office.pdf', 'encrypted.pdf', 'minutes.docx'])('%s', (name) => {
  const whole = fixture(name)

  it('cut anywhere is a document or a document error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), (length) => staysInContract(name, whole.slice(0, length))),
      { numRuns: 60 },
    )
  }, 240_000)

  it('with bytes changed anywhere is a document or a document error', async () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 40 }), (changes) => {
        const bytes = whole.slice()
        for (const [at, value] of changes) bytes[at] = value
        return staysInContract(name, bytes)
      }),
      { numRuns: 60 },
    )
  }, 240_000)
})

describe.each(['a.html', 'a.md', 'a.csv', 'a.txt', 'a.pdf', 'a.docx', 'a'])('%s', (name) => {
  it('made of random pieces is a document or a document error', async () => {
    const piece = fc.constantFrom(
      ...[
        '<div>',
        '</div>',
        '<table>',
        '<tr>',
        '<td>',
        '<li>',
        '<ul>',
        '<pre>',
        '<!--',
        '-->',
        '<![CDATA[',
        '<svg>',
        '<html>',
      ],
      ...[
        '# ',
        '```',
        '> ',
        '- ',
        '|',
        '---',
        '\n',
        '\n\n',
        '"',
        ',',
        ';',
        '\t',
        '&amp;',
        '\ud800',
        '\0',
        'é',
        '漢',
        'word ',
      ],
      ...['%PDF-1.4', 'PK\x03\x04', '<?xml', '<!DOCTYPE html>', 'x'.repeat(300)],
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 80 }), (pieces) =>
        staysInContract(name, new TextEncoder().encode(pieces.join(''))),
      ),
      { numRuns: 100 },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), (bytes) => staysInContract(name, bytes)),
      { numRuns: 100 },
    )
  }, 240_000)
})
