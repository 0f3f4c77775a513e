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

describe.each([
  ['handbook.pdf', 60],
  ['minutes-office.pdf', 60],
  ['encrypted.pdf', 60],
  ['minutes.docx', 60],
  ['talk.pptx', 30],
  ['orders.xlsx', 30],
  ['book.odt', 30],
  ['book.epub', 30],
  ['message.eml', 60],
] as const)('%s', (name, numRuns) => {
  const whole = fixture(name)

  it('cut anywhere is a document or a document error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), (length) => staysInContract(name, whole.slice(0, length))),
      { numRuns },
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
      { numRuns },
    )
  }, 240_000)
})

describe.each([
  ...['a.html', 'a.md', 'a.csv', 'a.txt', 'a.pdf', 'a.docx', 'a'],
  ...['a.json', 'a.xml', 'a.vtt', 'a.eml', 'a.properties', 'a.ts'],
])('%s', (name) => {
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
      ...[
        '{',
        '}',
        '[',
        ']',
        ':',
        '<a b="c">',
        '</a>',
        '00:01.000 --> 00:02.000\n',
        'Subject: ',
        '=?utf-8?q?a?=',
        '\\',
        '\\u00',
        '=',
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
