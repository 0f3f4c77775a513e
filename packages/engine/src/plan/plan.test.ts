import { builtinNodes } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { builtinExecutors } from '../nodes/builtin.ts'
import { edges, makeApp, node } from '../test-support.ts'
import { plan } from './plan.ts'

const environment = { nodes: builtinNodes, executors: builtinExecutors }
const start = node('start', 'start', { variables: [] })

describe('plan', () => {
  it.each([
    ['no start', makeApp([node('a', 'answer', { answer: '' })], []), 'APP_INVALID', {}],
    [
      'an unknown type that the run would reach',
      makeApp([start, node('x', 'teleport', {})], edges('start -> x')),
      'NODE_TYPE_UNKNOWN',
      { nodeId: 'x', nodeType: 'teleport' },
    ],
    [
      'a config that its schema does not know',
      makeApp([start, node('x', 'answer', { answer: 5 })], edges('start -> x')),
      'NODE_CONFIG_INVALID',
      { nodeId: 'x', path: ['answer'] },
    ],
    [
      'a circle',
      makeApp(
        [start, node('a', 'answer', { answer: '' }), node('b', 'answer', { answer: '' })],
        edges('start -> a', 'a -> b', 'b -> a'),
      ),
      'APP_INVALID',
      { nodeIds: ['a', 'b'] },
    ],
    ['two nodes of one id', makeApp([start, start], []), 'APP_INVALID', { nodeId: 'start' }],
  ])('refuses %s', (_, app, code, data) => {
    expect(plan(app, environment)).toMatchObject({ ok: false, error: { code, data } })
  })

  it('refuses a known type that has no executor here', () => {
    expect(plan(makeApp([start], []), { nodes: builtinNodes, executors: [] })).toMatchObject({
      ok: false,
      error: { code: 'NODE_TYPE_UNKNOWN', data: { nodeId: 'start' } },
    })
  })

  it('keeps what the start reaches, each connection once, and lets the rest be anything', () => {
    const app = makeApp(
      [
        start,
        node('lost', 'teleport', { any: 1 }),
        node('a', 'answer', { answer: 'x{{#sys.query#}}' }),
        node('if', 'if-else', { cases: [{ id: 'true', logicalOperator: 'and', conditions: [] }] }),
      ],
      edges('start -> a', 'start -> a', 'lost -> a', 'a -> nowhere', 'start -> if', 'lost -> lost'),
    )
    const planned = plan(app, environment)
    if (!planned.ok) throw new Error(planned.error.message)
    const { nodes, rootId } = planned.value
    expect({
      rootId,
      nodes: [...nodes.values()].map(({ id, isBranch, template, incoming, outgoing }) => ({
        id,
        isBranch,
        template: template?.length,
        incoming: incoming.map((edge) => edge.source),
        outgoing: outgoing.map((edge) => edge.target),
      })),
    }).toEqual({
      rootId: 'start',
      nodes: [
        { id: 'start', isBranch: false, template: undefined, incoming: [], outgoing: ['a', 'if'] },
        { id: 'a', isBranch: false, template: 2, incoming: ['start'], outgoing: [] },
        { id: 'if', isBranch: true, template: undefined, incoming: ['start'], outgoing: [] },
      ],
    })
  })
})
