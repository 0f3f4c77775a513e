import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SseDecoder, type SseEvent } from './sse-decoder.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function decode(...chunks: readonly Uint8Array[]): SseEvent[] {
  const decoder = new SseDecoder()
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()]
}

const plain = (data: string): SseEvent => ({ event: '', data, id: undefined })

describe('a stream of server-sent events', () => {
  it.each([
    ['data: a\n\ndata:b\n\n', [plain('a'), plain('b')]],
    ['data: a\r\n\r\ndata: b\r\rdata: c\n\n', [plain('a'), plain('b'), plain('c')]],
    ['data: a\ndata: b\n\n', [plain('a\nb')]],
    ['event: error\nid: 7\ndata: x\n\ndata: y\n\n', [{ event: 'error', data: 'x', id: '7' }, plain('y')]],
    [': still here\n\ndata: a\n\n', [plain('a')]],
    ['retry: 10\n\n\n\n', []],
    ['data\n\ndata:  two\n\n', [plain(''), plain(' two')]],
    ['\uFEFFdata: a\n\n', [plain('a')]],
    ['data: no end', [plain('no end')]],
    ['', []],
  ])('%j is read', (text, expected) => {
    expect(decode(bytes(text))).toEqual(expected)
  })

  it('reads the same however the bytes are cut', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme' }).map((text) => `data: ${text.replaceAll(/[\r\n]/g, '')}`),
      fc.constantFrom('', 'event: x', 'id: 3', ': note', 'data:蜜蜂🐝'),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r'))),
        fc.array(fc.nat(9)),
        (lines, sizes) => {
          const whole = bytes(lines.map(([text, ending]) => text + ending).join(''))
          const chunks: Uint8Array[] = []
          for (let start = 0, turn = 0; start < whole.length; turn++) {
            const size = sizes[turn % (sizes.length || 1)] ?? 1
            chunks.push(whole.slice(start, start + size), new Uint8Array())
            start += Math.max(size, 1)
            if (size === 0) chunks.push(whole.slice(start - 1, start))
          }
          expect(decode(...chunks)).toEqual(decode(whole))
        },
      ),
    )
  })

  it('refuses a damaged character instead of showing another', () => {
    expect(() => decode(new Uint8Array([100, 97, 116, 97, 58, 0xe8, 0x9c, 10, 10]))).toThrow(
      expect.objectContaining({ code: 'MODEL_STREAM_INTERRUPTED' }),
    )
    expect(() => decode(bytes('data: '), new Uint8Array([0xe8]))).toThrow(
      expect.objectContaining({ code: 'MODEL_STREAM_INTERRUPTED' }),
    )
  })
})
