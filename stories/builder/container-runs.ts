import type { HumanForm, RoundRef, RunEventBody } from '@skep/client'
import type { JsonObject } from '@skep/schema'
import type { TimedEvent } from '@skep/testing/fake-client'

interface Ref {
  readonly nodeId: string
  readonly executionId: string
  readonly rounds?: readonly RoundRef[]
}

const ref = (nodeId: string): Ref => ({ nodeId, executionId: `${nodeId}-1` })
const inRound = (nodeId: string, containerId: string, index: number): Ref => ({
  nodeId,
  executionId: `${nodeId}-round-${index}`,
  rounds: [{ containerId, executionId: `${containerId}-1`, index }],
})
const at = (event: RunEventBody, afterMs = 0): TimedEvent => ({ afterMs, event })

const started = (place: Ref, nodeType: string, title: string): TimedEvent =>
  at({ type: 'node_started', nodeType, title, ...place })
const done = (
  place: Ref,
  outputs: JsonObject,
  durationMs: number,
  more: { handle?: string } = {},
): TimedEvent => at({ type: 'node_succeeded', inputs: {}, outputs, durationMs, ...more, ...place }, 1)

const error = {
  code: 'TEMPLATE_FAILED',
  message: 'The template names “skipper”, which berth C 3 does not have.',
  data: {},
} as const

const BERTHS = ['A 12', 'A 14', 'C 3']

const beginning: readonly TimedEvent[] = [
  started(ref('start'), 'start', 'Start'),
  done(ref('start'), { topic: 'The slipway is closed on Tuesday.', berths: BERTHS.join('\n') }, 1),
  started(ref('split'), 'code', 'List the berths'),
  done(ref('split'), { berths: BERTHS }, 6),
  started(ref('each'), 'iteration', 'For each berth'),
  at({
    type: 'container_started',
    container: 'iteration',
    inputs: { items: BERTHS },
    length: 3,
    ...ref('each'),
  }),
]

function round(index: number, fails = false): readonly TimedEvent[] {
  const look = inRound('look', 'each', index)
  const write = inRound('write', 'each', index)
  const berth = BERTHS[index] ?? ''
  return [
    at({ type: 'container_next', container: 'iteration', index, ...ref('each') }),
    started(look, 'template-transform', 'Look up the skipper'),
    done(look, { output: `Berth ${berth}` }, 4),
    started(write, 'template-transform', 'Write the notice'),
    fails
      ? at({ type: 'node_failed', error, inputs: { berth }, durationMs: 3, ...write }, 1)
      : done(write, { output: `Dear skipper of berth ${berth}, the slipway is closed on Tuesday.` }, 5),
  ]
}

const rounds = (failing?: number): readonly TimedEvent[] =>
  [0, 1, 2].flatMap((index) => round(index, index === failing))

const afterRounds: readonly TimedEvent[] = [
  at({
    type: 'container_succeeded',
    container: 'iteration',
    roundCount: 3,
    reason: 'completed',
    durationsMs: [9, 9, 9],
    ...ref('each'),
  }),
  done(ref('each'), { output: BERTHS.map((berth) => `Dear skipper of berth ${berth}, …`) }, 31),
]

const form: HumanForm = {
  content:
    '**The slipway is closed on Tuesday.**\n\nThese notices go out to every berth.\n\nAnything to add?\n\n{{#$output.remark#}}\n\nHow urgent is it?\n\n{{#$output.urgency#}}',
  fields: [
    { name: 'remark', type: 'paragraph' },
    { name: 'urgency', type: 'select', options: ['Today', 'This week'] },
  ],
  actions: [
    { id: 'send', title: 'Send them', style: 'primary' },
    { id: 'drop', title: 'Drop them', style: 'ghost' },
  ],
  expiresAtMs: Date.UTC(2026, 10, 23, 9),
}

/** Three rounds, the last of which fails and fails the run. */
export const failedRoundRun: readonly TimedEvent[] = [
  ...beginning,
  ...rounds(2),
  at({ type: 'container_failed', container: 'iteration', error, ...ref('each') }),
  at({ type: 'node_failed', error, durationMs: 31, ...ref('each') }),
  at({ type: 'run_failed', error, nodeId: 'each', durationMs: 40 }),
]

/** In the middle of the second round. */
export const roundRun: readonly TimedEvent[] = [...beginning, ...round(0), ...round(1).slice(0, 4)]

/** Waits for the harbour master. */
export const pausedRun: readonly TimedEvent[] = [
  ...beginning,
  ...rounds(),
  ...afterRounds,
  started(ref('ask'), 'human-input', 'Harbour master agrees?'),
  at({ type: 'node_paused', form, ...ref('ask') }),
  at({ type: 'run_paused', executionIds: ['ask-1'], durationMs: 44 }),
]

const polish = (index: number): readonly TimedEvent[] => {
  const keep = inRound('keep', 'polish', index)
  return [
    at({ type: 'container_next', container: 'loop', index, ...ref('polish') }),
    started(inRound('shorter', 'polish', index), 'template-transform', 'Cut a sentence'),
    done(inRound('shorter', 'polish', index), { output: `Draft ${index + 1}` }, 2),
    started(keep, 'assigner', 'Keep the new text'),
    at({ type: 'variable_updated', selector: ['polish', 'text'], value: `Draft ${index + 1}`, ...keep }),
    at({ type: 'variable_updated', selector: ['polish', 'tries'], value: index + 1, ...keep }),
    done(keep, {}, 1),
  ]
}

/** What follows the form. */
export const afterForm: readonly TimedEvent[] = [
  done(ref('ask'), { remark: 'Mind the ferry.', __action_id: 'send' }, 60_000, { handle: 'send' }),
  started(ref('polish'), 'loop', 'Shorten the summary'),
  at({
    type: 'container_started',
    container: 'loop',
    inputs: { text: 'Mind the ferry.' },
    length: 5,
    ...ref('polish'),
  }),
  ...[0, 1, 2].flatMap(polish),
  at({
    type: 'container_succeeded',
    container: 'loop',
    roundCount: 3,
    reason: 'break',
    durationsMs: [3, 3, 3],
    ...ref('polish'),
  }),
  done(ref('polish'), { text: 'Draft 3', tries: 3, loop_round: 3 }, 12),
  started(ref('end'), 'end', 'Notices'),
  done(ref('end'), { summary: 'Draft 3' }, 1),
  at({ type: 'run_succeeded', outputs: { summary: 'Draft 3', notices: BERTHS }, durationMs: 60_060 }),
]
