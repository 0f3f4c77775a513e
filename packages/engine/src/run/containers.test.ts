import { describe, expect, it } from 'vitest'
import { createWork, workNode } from '../test-nodes.ts'
import { brief, createTestPorts, edges, makeApp, mustPlan, node, runToEnd } from '../test-support.ts'
import {
  add,
  answer,
  inside,
  iteration,
  loop,
  say,
  sayExecutor,
  sayNode,
  start,
  words,
} from './resume.fixture.ts'
import { type RunOptions, run } from './run.ts'

type Nodes = Parameters<typeof makeApp>[0]

function plan(nodes: Nodes, links: readonly string[], more: Parameters<typeof makeApp>[2] = {}) {
  return mustPlan(makeApp(nodes, edges(...links), more), { nodes: [sayNode], executors: [sayExecutor] })
}

function tell(nodes: Nodes, links: readonly string[], options: Partial<RunOptions> = {}) {
  return runToEnd({ plan: plan(nodes, links), ports: createTestPorts(), ...options })
}

const listed = (output: readonly string[], config: object = {}): Nodes => [
  start,
  words,
  ...iteration('it', output, { ...config }),
]

describe('an iteration', () => {
  it('tells its rounds, names them on all that happens inside, and says nothing of the inner start', async () => {
    const events = await tell(
      [
        ...listed(['s', 'text']),
        say('s', '{{#it.item#}}{{#it.index#}}', {}, inside('it')),
        answer('out', '{{#it.output#}}'),
      ],
      ['start -> words', 'words -> it', 'itstart -> s', 'it -> out'],
    )
    expect(brief(events).slice(5, 12)).toEqual([
      'node_started it',
      'container_started it',
      'container_next it',
      'node_started s',
      'node_succeeded s',
      'container_next it',
      'node_started s',
    ])
    const it = events.find((event) => event.type === 'container_started')
    expect(it).toMatchObject({
      container: 'iteration',
      length: 4,
      inputs: { iterator_selector: ['a', 'b', 'c', 'd'] },
    })
    const executionId = it && 'executionId' in it ? it.executionId : ''
    const rounds = events.flatMap((event) =>
      event.type === 'node_succeeded' && event.nodeId === 's' ? [event.rounds] : [],
    )
    expect(rounds).toEqual([0, 1, 2, 3].map((index) => [{ containerId: 'it', executionId, index }]))
    expect(events.find((event) => event.type === 'container_succeeded')).toMatchObject({
      roundCount: 4,
      reason: 'completed',
      durationsMs: [0, 0, 0, 0],
    })
    expect(events.at(-1)).toMatchObject({ outputs: { answer: '- a0\n- b1\n- c2\n- d3' } })
  })

  it('keeps the order of the list, whatever ends first, and runs no more at once than it may', async () => {
    const { executor, journal } = createWork()
    const nodes = [
      start,
      words,
      ...iteration('it', ['it', 'item'], { isParallel: true, parallelCount: 3 }),
      node('w', 'work', { turns: 3 }, inside('it')),
      answer('out', '{{#it.output#}}'),
    ]
    const app = makeApp(nodes, edges('start -> words', 'words -> it', 'itstart -> w', 'it -> out'))
    const planned = mustPlan(app, { nodes: [sayNode, workNode], executors: [sayExecutor, executor] })
    const events = await runToEnd({ plan: planned, ports: createTestPorts() })
    expect(events.at(-1)).toMatchObject({ outputs: { answer: '- a\n- b\n- c\n- d' } })
    expect(journal.started).toHaveLength(4)
  })

  it.each([
    ['terminated', undefined],
    ['continue-on-error', ['a', null, 'c', 'd']],
    ['remove-abnormal-output', ['a', 'c', 'd']],
  ])('takes a failure inside as %s says', async (errorMode, output) => {
    const bad = {
      cases: [
        {
          id: 'true',
          logicalOperator: 'and',
          conditions: [{ id: 'c', selector: ['it', 'item'], operator: 'is', value: 'b' }],
        },
      ],
    }
    const events = await tell(
      [
        ...listed(['s', 'text'], { errorMode }),
        node('if', 'if-else', bad, inside('it')),
        say('bad', 'bad', { fails: true }, inside('it')),
        say('s', '{{#it.item#}}', {}, inside('it')),
        node('end', 'end', { outputs: [{ variable: 'o', selector: ['it', 'output'] }] }),
      ],
      [
        'start -> words',
        'words -> it',
        'itstart -> if',
        'if:true -> bad',
        'bad -> s',
        'if:false -> s',
        'it -> end',
      ],
    )
    if (output) expect(events.at(-1)).toMatchObject({ type: 'run_succeeded', outputs: { o: output } })
    else {
      expect(events.at(-1)).toMatchObject({
        type: 'run_failed',
        nodeId: 'it',
        error: { message: 'failed at bad' },
      })
      expect(brief(events).slice(-4)).toEqual([
        'node_failed bad',
        'container_failed it',
        'node_failed it',
        'run_failed it',
      ])
    }
  })

  it.each([
    [
      true,
      [
        ['a', 'x'],
        ['b', 'x'],
      ],
      ['a', 'x', 'b', 'x'],
    ],
    [
      false,
      [
        ['a', 'x'],
        ['b', 'x'],
      ],
      [
        ['a', 'x'],
        ['b', 'x'],
      ],
    ],
  ])('joins lists when it is told to: %s', async (flattenOutput, _, expected) => {
    const events = await tell(
      [
        start,
        say('words', 'a b', { list: true }),
        ...iteration('it', ['s', 'list'], { flattenOutput }),
        say('s', '{{#it.item#}} x', { list: true }, inside('it')),
        node('end', 'end', { outputs: [{ variable: 'o', selector: ['it', 'output'] }] }),
      ],
      ['start -> words', 'words -> it', 'itstart -> s', 'it -> end'],
    )
    expect(events.at(-1)).toMatchObject({ outputs: { o: expected } })
  })

  it('of nothing runs no round, and of what is no list fails', async () => {
    const nodes = (selector: readonly string[]): Nodes => [
      start,
      say('words', 'a', { list: true }),
      ...iteration('it', ['s', 'text'], { iteratorSelector: [...selector] }),
      say('s', 's', {}, inside('it')),
      node('end', 'end', { outputs: [{ variable: 'o', selector: ['it', 'output'] }] }),
    ]
    const links = ['start -> words', 'words -> it', 'itstart -> s', 'it -> end']
    expect((await tell(nodes(['nobody', 'x']), links)).at(-1)).toMatchObject({ outputs: { o: [] } })
    expect((await tell(nodes(['words', 'text']), links)).at(-1)).toMatchObject({
      type: 'run_failed',
      nodeId: 'it',
      error: { code: 'VARIABLE_TYPE' },
    })
  })

  it('begins with the node that old files name, where there is no inner start', async () => {
    const [box] = iteration('it', ['s', 'text'], { startNodeId: 's' })
    const events = await tell(
      [
        start,
        words,
        ...(box ? [box] : []),
        say('s', '<{{#it.item#}}>', {}, inside('it')),
        answer('out', '{{#it.output#}}'),
      ],
      ['start -> words', 'words -> it', 'it -> out'],
    )
    expect(events.at(-1)).toMatchObject({ outputs: { answer: '- <a>\n- <b>\n- <c>\n- <d>' } })
  })

  it('keeps what its rounds write, but for the conversation', async () => {
    const events = await tell(
      [
        start,
        words,
        ...loop('l', 1),
        ...iteration('it', ['l', 'n'], {}, inside('l')),
        add('plus', ['l', 'n'], 5, inside('it')),
        add('total', ['conversation', 'total'], 1, inside('it')),
        answer('out', '{{#l.n#}} {{#conversation.total#}}'),
      ],
      ['start -> words', 'words -> l', 'lstart -> it', 'itstart -> plus', 'plus -> total', 'l -> out'],
      {
        plan: plan(
          [
            start,
            words,
            ...loop('l', 1),
            ...iteration('it', ['l', 'n'], {}, inside('l')),
            add('plus', ['l', 'n'], 5, inside('it')),
            add('total', ['conversation', 'total'], 1, inside('it')),
            answer('out', '{{#l.n#}} {{#conversation.total#}}'),
          ],
          ['start -> words', 'words -> l', 'lstart -> it', 'itstart -> plus', 'plus -> total', 'l -> out'],
          { conversationVariables: [{ id: 'v', name: 'total', type: 'number', value: 0 }] },
        ),
      },
    )
    expect(events.at(-1)).toMatchObject({ outputs: { answer: '0 4' } })
  })

  it('of ten thousand items takes one round for each and one list', async () => {
    const text = Array.from({ length: 10_000 }, (_, index) => index).join(' ')
    const events = await tell(
      [
        start,
        say('words', text, { list: true }),
        ...iteration('it', ['it', 'item']),
        say('s', 's', {}, inside('it')),
        node('end', 'end', { outputs: [{ variable: 'o', selector: ['it', 'output'] }] }),
      ],
      ['start -> words', 'words -> it', 'itstart -> s', 'it -> end'],
      { limits: { steps: 20_000 } },
    )
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded', outputs: { o: text.split(' ') } })
  })
})

describe('a loop', () => {
  const counted = [add('plus', ['l', 'n'], 1, inside('l'))]
  const out = answer('out', '{{#l.n#}} {{#l.loop_round#}}')

  it('announces rounds from the second on and ends when they are used up', async () => {
    const events = await tell(
      [start, ...loop('l', 3), ...counted, out],
      ['start -> l', 'lstart -> plus', 'l -> out'],
    )
    expect(events.flatMap((event) => (event.type === 'container_next' ? [event.index] : []))).toEqual([1, 2])
    expect(events.find((event) => event.type === 'container_succeeded')).toMatchObject({
      container: 'loop',
      roundCount: 3,
      reason: 'completed',
    })
    expect(events.at(-1)).toMatchObject({ outputs: { answer: '3 3' } })
  })

  it('runs no round when its condition holds at the start, where errors do not count', async () => {
    const holds = {
      breakConditions: [{ id: 'c', selector: ['l', 'n'], operator: '≥', value: '0', varType: 'number' }],
    }
    const events = await tell(
      [start, ...loop('l', 3, holds), ...counted, out],
      ['start -> l', 'lstart -> plus', 'l -> out'],
    )
    expect(events.at(-1)).toMatchObject({ outputs: { answer: '0 0' } })
    expect(events.find((event) => event.type === 'container_succeeded')).toMatchObject({
      reason: 'break',
      roundCount: 0,
    })

    const inner = { breakConditions: [{ id: 'c', selector: ['s', 'text'], operator: 'is', value: 's' }] }
    const later = await tell(
      [start, ...loop('l', 3, inner), say('s', 's', {}, inside('l')), out],
      ['start -> l', 'lstart -> s', 'l -> out'],
    )
    expect(later.at(-1)).toMatchObject({ outputs: { answer: '0 1' } })
  })

  it('clears what the nodes inside left behind before each round, and shows the last of it after', async () => {
    const first = {
      cases: [
        {
          id: 'true',
          logicalOperator: 'and',
          conditions: [{ id: 'c', selector: ['l', 'index'], operator: '=', value: '0', varType: 'number' }],
        },
      ],
    }
    const events = await tell(
      [
        start,
        ...loop('l', 2),
        node('if', 'if-else', first, inside('l')),
        say('once', 'once', {}, inside('l')),
        say('see', '[{{#once.text#}}]', {}, inside('l')),
        answer('in', '{{#see.text#}}', inside('l')),
        answer('out', ' last {{#see.text#}}{{#once.text#}}'),
      ],
      [
        'start -> l',
        'lstart -> if',
        'if:true -> once',
        'once -> see',
        'if:false -> see',
        'see -> in',
        'l -> out',
      ],
    )
    expect(events.at(-1)).toMatchObject({ outputs: { answer: '[once][] last []' } })
  })

  it('fails with what failed inside', async () => {
    const events = await tell(
      [start, ...loop('l', 3), say('s', 's', { fails: true }, inside('l')), out],
      ['start -> l', 'lstart -> s', 'l -> out'],
    )
    expect(brief(events).slice(-4)).toEqual([
      'node_failed s',
      'container_failed l',
      'node_failed l',
      'run_failed l',
    ])
  })

  it('reads its first values as their type wants them, and says when they are not', async () => {
    const withValue = (value: string) => ({
      variables: [{ id: 'v', name: 'n', type: 'number', valueType: 'constant', value }],
    })
    const links = ['start -> l', 'lstart -> plus', 'l -> out']
    expect(
      (await tell([start, ...loop('l', 1, withValue('41')), ...counted, out], links)).at(-1),
    ).toMatchObject({
      outputs: { answer: '42 1' },
    })
    expect(
      (await tell([start, ...loop('l', 1, withValue('x')), ...counted, out], links)).at(-1),
    ).toMatchObject({
      type: 'run_failed',
      error: { code: 'VARIABLE_TYPE' },
    })
  })

  it.each([
    ['number', true],
    ['boolean', '5'],
    ['object', '[1]'],
    ['array[string]', '{}'],
    ['array[string]', '[1]'],
    ['array[number]', '["a"]'],
  ])('does not begin with a %s that is %j', async (type, value) => {
    const variables = [{ id: 'v', name: 'n', type, valueType: 'constant', value }]
    const events = await tell(
      [start, ...loop('l', 1, { variables }), say('s', 's', {}, inside('l')), out],
      ['start -> l', 'lstart -> s', 'l -> out'],
    )
    expect(events.at(-1)).toMatchObject({ type: 'run_failed', error: { code: 'VARIABLE_TYPE' } })
  })

  it('says its inner answers round by round, each in its rounds', async () => {
    const events = await tell(
      [
        start,
        ...loop('l', 2),
        ...counted,
        answer('in', '{{#l.n#}};', inside('l')),
        answer('out', '={{#l.n#}}'),
      ],
      ['start -> l', 'lstart -> plus', 'plus -> in', 'l -> out'],
    )
    const said = events.flatMap((event) =>
      event.type === 'text_chunk' ? [[event.text, event.rounds?.map(({ index }) => index)]] : [],
    )
    expect(said).toEqual([
      ['1', [0]],
      [';', [0]],
      ['2', [1]],
      [';', [1]],
      ['=', undefined],
      ['2', undefined],
    ])
    expect(events.at(-1)).toMatchObject({ outputs: { answer: '1;2;=2' } })
  })
})

describe('limits on containers', () => {
  const deep = (levels: number): Nodes => [
    start,
    ...Array.from({ length: levels }, (_, level) =>
      loop(`l${level}`, 1, {}, level === 0 ? {} : inside(`l${level - 1}`)),
    ).flat(),
    say('s', 's', {}, inside(`l${levels - 1}`)),
    answer('out', 'done'),
  ]
  const links = (levels: number): readonly string[] => [
    'start -> l0',
    ...Array.from({ length: levels - 1 }, (_, level) => `l${level}start -> l${level + 1}`),
    `l${levels - 1}start -> s`,
    'l0 -> out',
  ]

  it('lets them nest as deep as it says and no deeper', async () => {
    expect((await tell(deep(5), links(5))).at(-1)).toMatchObject({ type: 'run_succeeded' })
    expect((await tell(deep(6), links(6))).at(-1)).toMatchObject({
      type: 'run_failed',
      error: { code: 'RUN_LIMIT_DEPTH', data: { limit: 'depth', value: 5 } },
    })
  })

  it('counts the steps of every round', async () => {
    const events = await tell(
      [start, ...loop('l', 100), say('s', 's', {}, inside('l')), answer('out', 'x')],
      ['start -> l', 'lstart -> s', 'l -> out'],
      { limits: { steps: 20 } },
    )
    expect(events.at(-1)).toMatchObject({ type: 'run_failed', error: { code: 'RUN_LIMIT_STEPS' } })
    expect(events.filter(({ type }) => type === 'node_started')).toHaveLength(20)
  })

  it('needs no room of its own, so that one place is enough for any nesting', async () => {
    expect((await tell(deep(4), links(4), { limits: { parallel: 1 } })).at(-1)).toMatchObject({
      type: 'run_succeeded',
    })
  })

  it('a stop ends every round at once', async () => {
    const { executor } = createWork()
    const nodes = [
      start,
      words,
      ...iteration('it', ['it', 'item'], { isParallel: true, parallelCount: 4 }),
      node('w', 'work', { turns: 50 }, inside('it')),
      answer('out', 'x'),
    ]
    const app = makeApp(nodes, edges('start -> words', 'words -> it', 'itstart -> w', 'it -> out'))
    const planned = mustPlan(app, { nodes: [sayNode, workNode], executors: [sayExecutor, executor] })
    const controller = new AbortController()
    const told: string[] = []
    let begun = 0
    for await (const event of run({ plan: planned, ports: createTestPorts(), signal: controller.signal })) {
      told.push(...brief([event]))
      if (event.type === 'node_started' && event.nodeId === 'w') begun += 1
      if (begun === 4) controller.abort()
    }
    expect(told.slice(-6)).toEqual([
      ...Array.from({ length: 4 }, () => 'node_stopped w'),
      'node_stopped it',
      'run_stopped',
    ])
  })
})
