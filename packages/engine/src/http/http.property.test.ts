import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repairJsonText } from '../text/tolerant-json.ts'
import { buildBody } from './build-body.ts'
import { buildHeaders, renderFields } from './build-headers.ts'
import { buildUrl } from './build-url.ts'
import { writeMultipart } from './multipart.ts'

const asIs = (text: string): string => text
const source = {
  read: () => undefined,
  renderText: asIs,
  readFile: async () => new Uint8Array(),
  boundary: 'skep-boundary',
}
const text = fc.string({ unit: 'binary' })

describe('headers', () => {
  it('are refused or kept as they are, one line each, whatever goes in', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ key: text, value: text })), (fields) => {
        let headers: Record<string, string>
        try {
          headers = buildHeaders(renderFields(fields, asIs))
        } catch (error) {
          expect(error).toMatchObject({ code: 'HTTP_REQUEST_INVALID' })
          return
        }
        for (const [name, value] of Object.entries(headers))
          expect(`${name}: ${value}`).not.toMatch(/[\r\n\0]/)
        // The platform's own judge agrees.
        expect(() => new Headers(headers)).not.toThrow()
        const names = Object.keys(headers).map((name) => name.toLowerCase())
        expect(new Set(names).size).toBe(names.length)
      }),
    )
  })
})

describe('addresses', () => {
  it('hold parameters so that they are read as they were', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((each) => each.trim() === each)
    const params = fc.array(fc.tuple(name, fc.string({ unit: 'grapheme' })), { maxLength: 5 })
    fc.assert(
      fc.property(
        params,
        fc.constantFrom('', '?', '?x=1', '?x=1&y=a+b', '#top', '?x=1#top'),
        (pairs, tail) => {
          const url = new URL(buildUrl(`https://example.org/p${tail}`, pairs))
          const replaced = new Set(pairs.map(([each]) => each))
          const kept = [...new URL(`https://example.org/p${tail}`).searchParams].filter(
            ([each]) => !replaced.has(each),
          )
          expect([...url.searchParams]).toEqual(
            [...kept, ...pairs].map(([a, b]) => [a.toWellFormed(), b.toWellFormed()]),
          )
          expect(url.hash).toBe(tail.includes('#') ? '#top' : '')
        },
      ),
    )
  })
})

describe('bodies', () => {
  it('of a form are read by the platform as they were written', async () => {
    const value = fc.string({ unit: 'grapheme' })
    const key = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((each) => each.trim() === each && each !== '')
    const field = fc.oneof(
      fc.record({ key, type: fc.constant('text' as const), value }),
      fc.record({
        key,
        type: fc.constant('text' as const),
        value: fc.constantFrom('a\r\nb', '--skep', '"', ''),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(field, { minLength: 1, maxLength: 5 }), async (fields) => {
        const built = await buildBody({ type: 'form-data', fields }, source)
        const response = new Response(new Uint8Array(built?.bytes ?? []), {
          headers: { 'content-type': built?.contentType ?? '' },
        })
        expect([...(await response.formData())]).toEqual(fields.map((each) => [each.key, each.value]))
      }),
      { numRuns: 200 },
    )
  })

  it('of a form keep the bytes of their files', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const body = writeMultipart(
          [{ name: 'f', fileName: 'x.bin', mimeType: 'application/octet-stream', bytes }],
          'skep-boundary',
        )
        const response = new Response(new Uint8Array(body), {
          headers: { 'content-type': 'multipart/form-data; boundary=skep-boundary' },
        })
        const file = (await response.formData()).get('f')
        expect(new Uint8Array(file instanceof Blob ? await file.arrayBuffer() : [])).toEqual(
          new Uint8Array(bytes),
        )
      }),
      { numRuns: 100 },
    )
  })

  it('of urlencoded fields are read as they were', async () => {
    const pair = fc.record({
      key: fc
        .string({ unit: 'grapheme', minLength: 1 })
        .filter((each) => each.trim() === each && !/[:\n]/.test(each)),
      value: fc.string({ unit: 'grapheme' }).filter((each) => each.trim() === each),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(pair), async (fields) => {
        const built = await buildBody({ type: 'x-www-form-urlencoded', fields }, source)
        expect([...new URLSearchParams(built?.text)]).toEqual(
          fields.map(({ key, value }) => [key.toWellFormed(), value.toWellFormed()]),
        )
      }),
    )
  })
})

describe('JSON that is nearly right', () => {
  it('is left as it is where it is right', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(repairJsonText(json)).toBe(json)
      }),
    )
  })

  it('never throws, and what it gives is JSON', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      ',',
      ':',
      'a',
      '1',
      '\\',
      '\n',
      'null',
      ' ',
      'ü',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const repaired = repairJsonText(pieces.join(''))
        if (repaired !== undefined) expect(() => JSON.parse(repaired)).not.toThrow()
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['{"a": "x\ny"}', { a: 'x\ny' }],
    ['{"a": "he said "hi" to me"}', { a: 'he said "hi" to me' }],
    ["{'a': 'b'}", { a: 'b' }],
    ['{a: 1, b: two words,}', { a: 1, b: 'two words' }],
    ['{"a": True, "b": None}', { a: true, b: null }],
    ['{"a": [1, 2', { a: [1, 2] }],
    ['[1 , , 2,]', [1, 2]],
    ['```json\n{"a": 1,}\n```', { a: 1 }],
    ['{"a": "\\u00e4\\n"', { a: 'ä\n' }],
    ['{"a": "b" "c": 1}', { a: 'b', c: 1 }],
  ])('%j is repaired', (broken, value) => {
    expect(JSON.parse(repairJsonText(broken) ?? 'null')).toEqual(value)
  })

  it.each(['', 'hello', '{"a"}', '{"a": 1} and more'])('%j is given up', (broken) => {
    expect(repairJsonText(broken)).toBeUndefined()
  })

  it('is given up when it is nested too deep, without overflowing', () => {
    expect(repairJsonText(`${'['.repeat(100_000)},`)).toBeUndefined()
  })
})
