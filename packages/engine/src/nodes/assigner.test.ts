import type { AssignerItem, JsonValue, ValueType } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { createTestPorts, edges, makeApp, mustPlan, node, runToEnd } from '../test-support.ts'

type Item = Omit<AssignerItem, 'selector'> & { readonly selector?: readonly string[] }

async function assign(
  current: JsonValue,
  items: readonly Item[],
  source: JsonValue = null,
  type: ValueType = 'any',
  isLegacy = false,
) {
  const saved: unknown[] = []
  const app = makeApp(
    [
      node('start', 'start', { variables: [] }),
      node('a', 'assigner', {
        items: items.map((item) => ({ ...item, selector: [...(item.selector ?? ['conversation', 'v'])] })),
        isLegacy,
      }),
      node('out', 'answer', { answer: '' }),
    ],
    edges('start -> a', 'a -> out'),
    {
      conversationVariables: [
        { id: 'v', name: 'v', type, value: current },
        { id: 's', name: 's', type: 'any', value: source },
      ],
    },
  )
  const conversations = {
    messages: async () => [],
    variables: async () => ({}),
    saveVariables: async (id: string, values: unknown) => void saved.push([id, structuredClone(values)]),
  }
  const events = await runToEnd({
    plan: mustPlan(app),
    ports: createTestPorts({ conversations }),
    system: { conversationId: 'c' },
  })
  const updates = events.flatMap((event) => (event.type === 'variable_updated' ? [event.value] : []))
  return { end: events.at(-1), updates, saved }
}

const from: AssignerItem['value'] = ['conversation', 's']

describe('assigner', () => {
  it.each<[AssignerItem['operation'], JsonValue, AssignerItem['inputType'], JsonValue, JsonValue, JsonValue]>(
    [
      ['over-write', 'a', 'variable', from, 'b', 'b'],
      ['over-write', [1], 'variable', from, [2], [2]],
      ['set', 1, 'constant', '5', null, 5],
      ['set', { a: 1 }, 'constant', '{"b":2}', null, { b: 2 }],
      ['set', 'a', 'constant', '{"b":2}', null, '{"b":2}'],
      ['clear', 'a', 'constant', null, null, ''],
      ['clear', 4, 'constant', null, null, 0],
      ['clear', true, 'constant', null, null, false],
      ['clear', { a: 1 }, 'constant', null, null, {}],
      ['clear', [1], 'constant', null, null, []],
      ['+=', 4, 'constant', 2, null, 6],
      ['-=', 4, 'constant', '2', null, 2],
      ['*=', 4, 'constant', 2, null, 8],
      ['/=', 4, 'constant', 2, null, 2],
      ['append', ['a'], 'variable', from, 'b', ['a', 'b']],
      ['extend', ['a'], 'variable', from, ['b', 'c'], ['a', 'b', 'c']],
      ['remove-first', ['a', 'b'], 'constant', null, null, ['b']],
      ['remove-last', ['a', 'b'], 'constant', null, null, ['a']],
      ['remove-last', [], 'constant', null, null, []],
    ],
  )('%s makes of %j', async (operation, current, inputType, value, source, expected) => {
    const { updates, saved, end } = await assign(current, [{ operation, inputType, value }], source)
    expect(end?.type).toBe('run_succeeded')
    expect(updates).toEqual([expected])
    expect(saved).toEqual([['c', { v: expected, s: source }]])
  })

  it('runs its items in order, and each sees what those before it did', async () => {
    const add = (value: number): Item => ({ operation: '+=', inputType: 'constant', value })
    const copy: Item = {
      selector: ['conversation', 's'],
      operation: 'over-write',
      inputType: 'variable',
      value: ['conversation', 'v'],
    }
    const { updates, saved } = await assign(1, [add(2), copy, add(10)], 0)
    expect(updates).toEqual([13, 3])
    expect(saved).toEqual([['c', { v: 13, s: 3 }]])
  })

  it('passes over an item whose source holds nothing', async () => {
    const { updates, end } = await assign(
      'a',
      [{ operation: 'over-write', inputType: 'variable', value: from }],
      null,
    )
    expect(end?.type).toBe('run_succeeded')
    expect(updates).toEqual([])
  })

  it.each<[string, Item, JsonValue]>([
    ['a division by zero', { operation: '/=', inputType: 'constant', value: 0 }, 4],
    ['numbers that are none', { operation: '+=', inputType: 'constant', value: 'x' }, 4],
    ['an append to what is no list', { operation: 'append', inputType: 'constant', value: 1 }, 'a'],
    ['another type', { operation: 'over-write', inputType: 'variable', value: from }, 4],
    ['a constant that cannot be read', { operation: 'set', inputType: 'constant', value: '{' }, { a: 1 }],
    [
      'a source that is not there',
      { operation: 'over-write', inputType: 'variable', value: ['x', 'y'] },
      'a',
    ],
    [
      'a target that is not there',
      { selector: ['conversation', 'x'], operation: 'clear', inputType: 'constant', value: null },
      'a',
    ],
  ])('fails for %s, and nothing is written', async (_, item, current) => {
    const fine: Item = {
      selector: ['conversation', 's'],
      operation: 'set',
      inputType: 'constant',
      value: 'changed',
    }
    const { end, updates, saved } = await assign(current, [fine, item], 'text')
    expect(end).toMatchObject({ type: 'run_failed', nodeId: 'a' })
    expect(updates).toEqual([])
    expect(saved).toEqual([])
  })

  const TYPES: readonly (readonly [ValueType, JsonValue, AssignerItem['operation'], JsonValue])[] = [
    ['array[string]', ['a'], 'append', 5],
    ['array[string]', ['a'], 'extend', ['b', 1]],
    ['array[string]', ['a'], 'over-write', [1]],
    ['array[number]', [], 'append', 'b'],
    ['array[boolean]', [true], 'append', 'no'],
    ['array[object]', [], 'append', 'b'],
    ['object', {}, 'over-write', [1]],
  ]

  it.each(TYPES)('keeps a variable of type %s what it is: %j cannot %s %j', async (type, ...change) => {
    const { end, updates } = await assign(
      change[0],
      [{ operation: change[1], inputType: 'variable', value: from }],
      change[2],
      type,
    )
    expect(end).toMatchObject({ type: 'run_failed', nodeId: 'a', error: { code: 'VARIABLE_TYPE' } })
    expect(updates).toEqual([])
  })

  it('changes the type of a variable as the first version of the node does', async () => {
    const change: Item = { operation: 'over-write', inputType: 'variable', value: from }
    const { end, updates } = await assign(['a'], [change], [1], 'array[string]', true)
    expect(updates).toEqual([[1]])
    expect(end).toMatchObject({ type: 'run_succeeded' })
  })

  it('lets a variable be that never was of its type', async () => {
    const add: Item = { operation: 'append', inputType: 'constant', value: 2 }
    expect((await assign([1], [add], null, 'string')).updates).toEqual([[1, 2]])
  })
})
