import { describe, expect, it } from 'vitest'
import { defineExecutor } from '../define-executor.ts'
import { createWork, workNode } from '../test-nodes.ts'
import { createTestPorts, edges, makeApp, mustPlan, node, runToEnd } from '../test-support.ts'

interface Case {
  readonly name: string
  readonly nodes: readonly ReturnType<typeof node>[]
  readonly links: readonly string[]
  readonly query?: string
  /** `node "text"`, a final chunk with a trailing `.`; `|id` is the success of a node. */
  readonly told: readonly string[]
  readonly answer?: string
}

const start = node('start', 'start', { variables: [] })
const work = (id: string, config: object = {}) => node(id, 'work', { turns: 0, ...config })
const answer = (id: string, text: string) => node(id, 'answer', { answer: text })
const ab = { chunks: ['a', 'b'] }

const CASES: readonly Case[] = [
  {
    name: 'literals and system values are said before the start node has ended, by the answer',
    nodes: [start, answer('out', 'Dear {{#sys.query#}}, bye')],
    links: ['start -> out'],
    query: 'Ann',
    told: ['out "Dear "', 'out "Ann"', 'out ", bye".', '|start', '|out'],
    answer: 'Dear Ann, bye',
  },
  {
    name: 'a stream is said live and closed when its node ends',
    nodes: [start, work('w', ab), answer('out', '{{#w.text#}}')],
    links: ['start -> w', 'w -> out'],
    told: ['|start', 'w "a"', 'w "b"', 'w "".', '|w', '|out'],
    answer: 'ab',
  },
  {
    name: 'the template decides the order, not the run',
    nodes: [
      start,
      work('first', ab),
      work('second', { chunks: ['c'] }),
      answer('out', '2: {{#second.text#}} 1: {{#first.text#}}'),
    ],
    links: ['start -> first', 'first -> second', 'second -> out'],
    told: [
      'out "2: "',
      '|start',
      '|first',
      'second "c"',
      'second "".',
      'out " 1: "',
      'first "a"',
      'first "b"',
      'first "".',
      '|second',
      '|out',
    ],
    answer: '2: c 1: ab',
  },
  {
    name: 'an answer behind a branch waits for the branch, and what streamed before is kept for it',
    nodes: [
      start,
      work('w', ab),
      work('if', { choose: 'yes' }),
      answer('yes', 'Y {{#w.text#}}'),
      answer('no', 'N'),
    ],
    links: ['start -> w', 'w -> if', 'if:yes -> yes', 'if:no -> no'],
    told: ['|start', '|w', 'yes "Y "', 'w "a"', 'w "b"', 'w "".', '|if', '|yes'],
    answer: 'Y ab',
  },
  {
    name: 'variables of skipped nodes are passed over',
    nodes: [
      start,
      work('if', { choose: 'no' }),
      work('a'),
      work('b'),
      answer('out', '<{{#a.text#}}{{#b.text#}}>'),
    ],
    links: ['start -> if', 'if:yes -> a', 'if:no -> b', 'a -> out', 'b -> out'],
    told: ['|start', 'out "<"', '|if', 'b "b"', 'out ">".', '|b', '|out'],
    answer: '<b>',
  },
  {
    name: 'an answer after an answer speaks when the first is done',
    nodes: [start, answer('one', '1'), work('w', ab), answer('two', '{{#w.text#}}')],
    links: ['start -> one', 'one -> w', 'w -> two'],
    told: ['one "1".', '|start', '|one', 'w "a"', 'w "b"', 'w "".', '|w', '|two'],
    answer: '1ab',
  },
  {
    name: 'of answers that are free at the start the lowest id speaks first, and the others wait',
    nodes: [
      start,
      work('slow', { turns: 3, chunks: ['s'] }),
      answer('z', 'Z'),
      answer('a', '{{#slow.text#}}'),
    ],
    links: ['start -> slow', 'start -> z', 'slow -> a'],
    told: ['|start', '|z', 'slow "s"', 'slow "".', 'z "Z".', '|slow', '|a'],
    answer: 'Zs',
  },
  {
    name: 'a fail branch that no strategy uses never speaks, nor holds up others',
    nodes: [start, work('w', ab), answer('a', 'failed'), answer('b', 'b'), answer('c', 'c')],
    links: ['start -> w', 'w:fail-branch -> a', 'w -> b', 'b -> c'],
    told: ['b "b".', '|start', '|w', 'c "c".', '|b', '|c'],
    answer: 'bc',
  },
  {
    name: 'chunks that no answer names are dropped, and values that do not exist are empty',
    nodes: [start, work('w', ab), answer('out', 'x{{#w.other#}}{{#nobody.text#}}{{#conversation.none#}}')],
    links: ['start -> w', 'w -> out'],
    told: ['out "x"', '|start', '|w', '|out'],
    answer: 'x',
  },
  {
    name: 'a variable that is named twice is said twice',
    nodes: [start, work('w', ab), answer('out', '{{#w.text#}}/{{#w.text#}}')],
    links: ['start -> w', 'w -> out'],
    told: ['|start', 'w "a"', 'w "b"', 'w "".', 'out "/"', 'w "a"', 'w "b"', 'w "".', '|w', '|out'],
    answer: 'ab/ab',
  },
  {
    name: 'two ends of parallel ways give their outputs with a line between',
    nodes: [
      start,
      work('w', ab),
      node('end', 'end', {
        outputs: [
          { variable: 'x', selector: ['w', 'text'] },
          { variable: 'y', selector: ['sys', 'query'] },
        ],
      }),
    ],
    links: ['start -> w', 'w -> end'],
    query: 'q',
    told: ['|start', 'w "a"', 'w "b"', 'w "".', 'end "\\n"', 'end "q".', '|w', '|end'],
  },
]

describe('what the user reads', () => {
  it.each(CASES)('$name', async ({ nodes, links, query, told, answer: expected }) => {
    const plan = mustPlan(makeApp(nodes, edges(...links)), {
      nodes: [workNode],
      executors: [createWork().executor],
    })
    const events = await runToEnd({ plan, ports: createTestPorts(), system: { query: query ?? '' } })
    const heard = events.flatMap((event) => {
      if (event.type === 'text_chunk') {
        return [`${event.nodeId} ${JSON.stringify(event.text)}${event.isFinal ? '.' : ''}`]
      }
      return event.type === 'node_succeeded' ? [`|${event.nodeId}`] : []
    })
    expect(heard).toEqual(told)
    if (expected !== undefined) expect(events.at(-1)).toMatchObject({ outputs: { answer: expected } })
  })

  it.each([
    ['nothing after the final chunk of a stream', undefined, ['a', 'b', 'a', 'b']],
    ['nothing from an answer that was skipped by an undeclared way', 'elsewhere', []],
  ])('is %s', async (_, handle, said) => {
    const executor = defineExecutor(workNode, async function* () {
      if (handle !== undefined) return { outputs: { text: 'x' }, handle }
      yield { type: 'chunk', output: 'text', text: 'a' }
      yield { type: 'chunk', output: 'text', text: 'b', isFinal: true }
      yield { type: 'chunk', output: 'text', text: 'c' }
      return { outputs: { text: 'ab' } }
    })
    const plan = mustPlan(
      makeApp([start, work('w'), answer('out', '{{#w.text#}}{{#w.text#}}')], edges('start -> w', 'w -> out')),
      {
        nodes: [workNode],
        executors: [executor],
      },
    )
    const events = await runToEnd({ plan, ports: createTestPorts() })
    expect(events.flatMap((event) => (event.type === 'text_chunk' ? [event.text] : []))).toEqual(said)
  })

  it('chunks carry the execution that the node is later started with', async () => {
    const plan = mustPlan(
      makeApp(
        [start, answer('one', 'early'), work('w', ab), answer('two', '{{#w.text#}}')],
        edges('start -> one', 'one -> w', 'w -> two'),
      ),
      { nodes: [workNode], executors: [createWork().executor] },
    )
    const events = await runToEnd({ plan, ports: createTestPorts() })
    const started = new Map(
      events.flatMap((event) => (event.type === 'node_started' ? [[event.nodeId, event.executionId]] : [])),
    )
    for (const event of events) {
      if (event.type === 'text_chunk') expect(event.executionId).toBe(started.get(event.nodeId))
    }
  })
})
