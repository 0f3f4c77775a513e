import { type JsonObject, listOperatorNode, type Value } from '@skep/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileValue, runNode, variable } from './run-node.fixture.ts'

const off: JsonObject = { ...listOperatorNode.defaults, variable: variable('list') }
const filter = (...conditions: readonly (readonly [string, string, Value])[]): JsonObject => ({
  filter: {
    enabled: true,
    conditions: conditions.map(([key, operator, value]) => ({ key, operator, value })),
  },
})
const order = (direction: 'asc' | 'desc', key = ''): JsonObject => ({
  order: { enabled: true, key, direction },
})
const limit = (size: number): JsonObject => ({ limit: { enabled: true, size } })
const extract = (serial: string): JsonObject => ({ extract: { enabled: true, serial } })

const photo = fileValue('b.png', { type: 'image', mimeType: 'image/png', sizeBytes: 500 })
const paper = fileValue('a.pdf', { sizeBytes: 2000 })
const link = fileValue('c.pdf', {
  sizeBytes: 30,
  transferMethod: 'remote_url',
  url: 'https://x.example/c.pdf',
})
const files = [photo, paper, link]

async function operate(config: JsonObject, list: Value, more: JsonObject = {}) {
  return runNode('list-operator', { ...off, ...config }, { list, ...more })
}

type Row = readonly [what: string, config: JsonObject, list: Value, result: readonly Value[]]

describe('list-operator', () => {
  it.each<Row>([
    ['nothing is asked', {}, ['b', 'a'], ['b', 'a']],
    ['texts that contain', filter(['', 'contains', 'an']), ['banana', 'kiwi'], ['banana']],
    ['texts that do not contain', filter(['', 'not contains', 'an']), ['banana', 'kiwi'], ['kiwi']],
    ['texts that start', filter(['', 'start with', 'k']), ['banana', 'kiwi'], ['kiwi']],
    ['texts that end', filter(['', 'end with', 'a']), ['banana', 'kiwi'], ['banana']],
    ['texts that are', filter(['', 'is', 'kiwi']), ['banana', 'kiwi'], ['kiwi']],
    ['texts that are not', filter(['', 'is not', 'kiwi']), ['banana', 'kiwi'], ['banana']],
    ['texts in a text', filter(['', 'in', 'kiwi and banana']), ['kiwi', 'fig'], ['kiwi']],
    ['texts in a list', filter(['', 'in', ['kiwi', 'plum']]), ['kiwi', 'fig'], ['kiwi']],
    ['texts in a written list', filter(['', 'in', '["kiwi"]']), ['kiwi', 'ki'], ['kiwi']],
    ['texts not in a list', filter(['', 'not in', ['kiwi']]), ['kiwi', 'fig'], ['fig']],
    ['empty texts', filter(['', 'empty', '']), ['', 'x'], ['']],
    ['filled texts', filter(['', 'not empty', '']), ['', 'x'], ['x']],
    ['two conditions at once', filter(['', 'contains', 'a'], ['', 'is not', 'a']), ['a', 'ab', 'b'], ['ab']],
    ['a value out of a variable', filter(['', 'is', '{{#conversation.want#}}']), ['fig', 'kiwi'], ['kiwi']],
    ['equal numbers', filter(['', '=', '2']), [1, 2, 2.5], [2]],
    ['other numbers', filter(['', '≠', '2']), [1, 2, 2.5], [1, 2.5]],
    ['greater numbers', filter(['', '>', '2']), [1, 2, 2.5], [2.5]],
    ['smaller numbers', filter(['', '<', '2']), [1, 2, 2.5], [1]],
    ['numbers from', filter(['', '≥', '2']), [1, 2, 2.5], [2, 2.5]],
    ['numbers to', filter(['', '≤', '2']), [1, 2, 2.5], [1, 2]],
    ['truths', filter(['', 'is', 'true']), [true, false, true], [true, true]],
    ['other truths', filter(['', 'is not', true]), [true, false], [false]],
    ['files of a type', filter(['type', 'in', ['image']]), files, [photo]],
    ['files of no such type', filter(['type', 'not in', ['image', 'audio']]), files, [paper, link]],
    ['files by size', filter(['size', '<', '501']), files, [photo, link]],
    ['files by name', filter(['name', 'end with', '.pdf']), files, [paper, link]],
    ['files by extension', filter(['extension', 'is', 'png']), files, [photo]],
    ['files by extensions', filter(['extension', 'in', ['png', '.jpg']]), files, [photo]],
    ['files by kind', filter(['mime_type', 'contains', 'pdf']), files, [paper, link]],
    ['files by address', filter(['url', 'not empty', '']), files, [link]],
    ['files by way', filter(['transfer_method', 'in', ['remote_url']]), files, [link]],
    ['files by id', filter(['related_id', 'is', 'id-a.pdf']), files, [paper]],
    ['texts in order', order('asc'), ['b', 'C', 'a'], ['C', 'a', 'b']],
    ['numbers downwards', order('desc'), [2, 10, 1], [10, 2, 1]],
    ['truths in order', order('asc'), [true, false], [false, true]],
    ['files by name in order', order('asc', 'name'), files, [paper, photo, link]],
    ['files by size downwards', order('desc', 'size'), files, [paper, photo, link]],
    ['the first two', limit(2), [3, 1, 2], [3, 1]],
    ['none at all', limit(0), [3, 1], []],
    ['no limit', limit(-1), [3, 1], [3, 1]],
    ['one by its place', extract('2'), ['a', 'b'], ['b']],
    ['one by a place in a variable', extract('{{#conversation.place#}}'), ['a', 'b'], ['b']],
    [
      'filter before order before limit',
      { ...filter(['', '>', '1']), ...order('desc'), ...limit(1) },
      [1, 2, 3],
      [3],
    ],
    ['filter before the place', { ...filter(['', '>', '1']), ...extract('1'), ...limit(5) }, [1, 2, 3], [2]],
    ['an empty list, whatever is asked', { ...extract('7'), ...order('asc') }, [], []],
  ])('%s', async (_, config, list, result) => {
    const { done } = await operate(config, list, { want: 'kiwi', place: 2 })
    expect(done?.outputs).toEqual({
      result,
      first_record: result[0] ?? null,
      last_record: result.at(-1) ?? null,
    })
  })

  it.each([
    ['no list', {}, 'text', 'VARIABLE_TYPE'],
    ['objects', {}, [{ a: 1 }], 'VARIABLE_TYPE'],
    ['a mixed list', {}, ['a', 1], 'VARIABLE_TYPE'],
    ['lists', {}, [['a']], 'VARIABLE_TYPE'],
    ['a place that is not there', extract('3'), ['a', 'b'], 'VARIABLE_TYPE'],
    ['place 0', extract('0'), ['a'], 'VARIABLE_TYPE'],
    ['a place that is no number', extract('first'), ['a'], 'VARIABLE_TYPE'],
    ['an attribute that files do not have', filter(['colour', 'is', 'red']), files, 'NODE_CONFIG_INVALID'],
    ['a comparison that does not fit', filter(['', 'contains', '1']), [1], 'VARIABLE_TYPE'],
  ] as const)('fails on %s', async (_, config, list, code) => {
    expect((await operate(config, list as Value)).end).toMatchObject({ type: 'run_failed', error: { code } })
  })

  it('fails on a variable that is not there', async () => {
    expect((await runNode('list-operator', off)).end).toMatchObject({ error: { code: 'VARIABLE_NOT_FOUND' } })
  })

  it('orders any list as its own sort would, and keeps every item', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), fc.boolean(), async (list, isUp) => {
        const { done } = await operate(order(isUp ? 'asc' : 'desc'), list)
        expect(done?.outputs.result).toEqual(list.toSorted((a, b) => (isUp ? a - b : b - a)))
      }),
      { numRuns: 30 },
    )
  })
})
