import type { RunEvent } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { systemRandom } from '../ports/system.ts'
import { brief, createFakeClock, createTestPorts, edges, makeApp, mustPlan, settle } from '../test-support.ts'
import { answer, form, inside, iteration, say, sayExecutor, sayNode, start, words } from './resume.fixture.ts'
import { resume } from './resume.ts'
import { type Run, run } from './run.ts'

const asked = mustPlan(
  makeApp(
    [
      start,
      say('a', 'this'),
      say('slow', 'slow', { turns: 3 }),
      form('ask'),
      answer('yes', '{{#ask.why#}}|{{#ask.__action_id#}}|{{#ask.__rendered_content#}}'),
      answer('no', 'no'),
      answer('late', 'late {{#ask.__action_id#}}'),
    ],
    edges(
      'start -> a',
      'start -> slow',
      'a -> ask',
      'ask:yes -> yes',
      'ask:no -> no',
      'ask:__timeout -> late',
    ),
  ),
  { nodes: [sayNode], executors: [sayExecutor] },
)
const HOUR = 3_600_000

async function readUntil(
  iterator: AsyncIterator<RunEvent>,
  type: RunEvent['type'],
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    events.push(next.value)
    if (next.value.type === type) break
  }
  return events
}

function paused(events: readonly RunEvent[]): Extract<RunEvent, { readonly type: 'node_paused' }> {
  const event = events.find((each) => each.type === 'node_paused')
  if (event?.type !== 'node_paused') throw new Error('nothing waits')
  return event
}

describe('a form', () => {
  it('waits while other branches end, and then the run does', async () => {
    const events = await readUntil(
      run({ plan: asked, ports: createTestPorts() })[Symbol.asyncIterator](),
      'run_paused',
    )
    expect(brief(events).slice(-4)).toEqual([
      'node_started ask',
      'node_paused ask',
      'node_succeeded slow',
      'run_paused',
    ])
    expect(paused(events).form).toEqual({
      content: 'Is this right? {{#$output.why#}}',
      fields: [{ name: 'why', type: 'text-input' }],
      actions: [
        { id: 'yes', title: 'Yes', style: 'primary' },
        { id: 'no', title: 'No', style: 'default' },
      ],
      expiresAtMs: 1_000 + HOUR,
    })
    expect(events.at(-1)).toMatchObject({ executionIds: [paused(events).executionId] })
  })

  it('takes the way of its button and leaves what was filled in', async () => {
    const running = run({ plan: asked, ports: createTestPorts() })
    const iterator = running[Symbol.asyncIterator]()
    const { executionId } = paused(await readUntil(iterator, 'run_paused'))
    running.submitForm({ executionId, submission: { actionId: 'yes', inputs: { why: 'so', other: 1 } } })
    const rest = await readUntil(iterator, 'run_succeeded')
    expect(brief(rest).slice(0, 2)).toEqual(['run_resumed', 'form_submitted ask'])
    expect(rest.at(-1)).toMatchObject({ outputs: { answer: 'so|yes|Is this right? so' } })
  })

  it.each([
    ['an unknown button', { actionId: 'maybe', inputs: { why: 'x' } }, 'actionId'],
    ['a missing field', { actionId: 'yes', inputs: {} }, 'why'],
    ['a field of another type', { actionId: 'yes', inputs: { why: 3 } }, 'why'],
  ])('refuses %s and stays open', async (_, submission, field) => {
    const running = run({ plan: asked, ports: createTestPorts() })
    const iterator = running[Symbol.asyncIterator]()
    const { executionId } = paused(await readUntil(iterator, 'run_paused'))
    expect(() => running.submitForm({ executionId, submission })).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', data: expect.objectContaining({ field }) }),
    )
    expect(() => running.submitForm({ executionId: 'other', submission })).toThrow(
      expect.objectContaining({ code: 'FORM_NOT_FOUND' }),
    )
    running.submitForm({ executionId, submission: { actionId: 'no', inputs: { why: '' } } })
    expect((await readUntil(iterator, 'run_succeeded')).at(-1)).toMatchObject({ outputs: { answer: 'no' } })
    expect(() => running.submitForm({ executionId, submission })).toThrow(
      expect.objectContaining({ code: 'FORM_NOT_FOUND' }),
    )
  })

  it('takes the way of the timeout when nobody answers, also where it waited in another process', async () => {
    const clock = createFakeClock()
    const running = run({ plan: asked, ports: createTestPorts({ clock }) })
    const iterator = running[Symbol.asyncIterator]()
    const first = await readUntil(iterator, 'run_paused')
    const snapshot = structuredClone(running.snapshot())
    await clock.advance(HOUR)
    const rest = await readUntil(iterator, 'run_succeeded')
    expect(brief(rest).slice(0, 2)).toEqual(['run_resumed', 'form_expired ask'])
    expect(rest.at(-1)).toMatchObject({ outputs: { answer: 'late ' }, durationMs: 0 })

    for (const from of [snapshot, first]) {
      const later = createFakeClock()
      await later.advance(2 * HOUR)
      const again = resume({ plan: asked, ports: createTestPorts({ clock: later }), from })[
        Symbol.asyncIterator
      ]()
      const first = again.next()
      await settle()
      await later.advance(0)
      expect((await first).value).toMatchObject({ type: 'run_resumed', sequence: snapshot.sequence + 1 })
      expect((await readUntil(again, 'run_succeeded')).at(-1)).toMatchObject({ outputs: { answer: 'late ' } })
    }
  })

  it('waits no longer than the run may', async () => {
    const clock = createFakeClock()
    const running = run({ plan: asked, ports: createTestPorts({ clock }), limits: { waitMs: 60_000 } })
    const iterator = running[Symbol.asyncIterator]()
    await readUntil(iterator, 'run_paused')
    await clock.advance(60_000)
    expect((await readUntil(iterator, 'run_failed')).at(-1)).toMatchObject({
      nodeId: 'ask',
      error: { code: 'RUN_LIMIT_TIME', data: { limit: 'waitMs' } },
    })
    expect(clock.sleeping()).toBe(0)
  })

  it('does not use up the time of the run', async () => {
    const clock = createFakeClock()
    const running = run({ plan: asked, ports: createTestPorts({ clock }), limits: { timeMs: 1_000 } })
    const iterator = running[Symbol.asyncIterator]()
    const { executionId } = paused(await readUntil(iterator, 'run_paused'))
    await clock.advance(HOUR / 2)
    running.submitForm({ executionId, submission: { actionId: 'no', inputs: { why: '' } } })
    expect((await readUntil(iterator, 'run_succeeded')).at(-1)).toMatchObject({ durationMs: 0 })
    expect(clock.sleeping()).toBe(0)
  })

  it('is delivered once, and a delivery that fails is told and changes nothing', async () => {
    const delivered: unknown[] = []
    const ports = createTestPorts({
      forms: {
        deliver: async ({ nodeId, executionId, content }) => {
          delivered.push({ nodeId, executionId, content })
          throw new Error('no mail today')
        },
      },
    })
    const running = run({ plan: asked, ports })
    const events = await readUntil(running[Symbol.asyncIterator](), 'run_paused')
    const { executionId } = paused(events)
    expect(delivered).toEqual([{ nodeId: 'ask', executionId, content: 'Is this right? {{#$output.why#}}' }])
    expect(events.find(({ type }) => type === 'node_progress')).toMatchObject({ message: 'no mail today' })
  })

  it('inside of rounds pauses the run when all rounds wait, and goes on round by round', async () => {
    const plan = mustPlan(
      makeApp(
        [
          start,
          words,
          say('a', 'x'),
          ...iteration('it', ['s', 'text'], { isParallel: true, parallelCount: 2 }),
          { ...form('ask'), ...inside('it') },
          say('s', '{{#it.item#}}{{#ask.why#}}', {}, inside('it')),
          answer('out', '{{#it.output#}}'),
        ],
        edges('start -> words', 'words -> it', 'itstart -> ask', 'ask:yes -> s', 'it -> out'),
      ),
      { nodes: [sayNode], executors: [sayExecutor] },
    )
    let events: readonly RunEvent[] = []
    // Ids must differ from process to process.
    const ports = () => createTestPorts({ random: systemRandom })
    let running: Run = run({ plan, ports: ports() })
    let pauses = 0
    for (;;) {
      const leg: RunEvent[] = []
      for await (const event of running) {
        leg.push(event)
        if (event.type === 'run_paused') break
      }
      events = [...events, ...leg]
      const last = events.at(-1)
      if (last?.type !== 'run_paused') break
      pauses += 1
      // Each time in another process, from the events alone.
      running = resume({ plan, ports: ports(), from: events })
      const [executionId = ''] = last.executionIds
      running.submitForm({ executionId, submission: { actionId: 'yes', inputs: { why: `${pauses}` } } })
    }
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
    expect(pauses).toBe(4)
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded' })
    const end = events.at(-1)
    expect(end && 'outputs' in end ? String(end.outputs.answer).replaceAll(/\d/g, 'n') : '').toBe(
      '- an\n- bn\n- cn\n- dn',
    )
  })
})
