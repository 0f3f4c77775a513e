import { isRunEnd, type RunEvent } from '@skep/client'
import type { KilledRun } from './run-kill.ts'
import type { KillWorkflow } from './workflows.ts'

const STATUS: Readonly<Record<string, string>> = {
  run_succeeded: 'succeeded',
  run_partial_succeeded: 'partial-succeeded',
  run_failed: 'failed',
  run_stopped: 'stopped',
}

/** What is wrong with a run whose worker was killed, beside the same run unbroken. @internal */
export function checkKilled(
  workflow: KillWorkflow,
  expected: KilledRun,
  killed: KilledRun,
): readonly string[] {
  const { record, read, stored, messages, later, counts } = killed
  const last = read.at(-1)
  if (!last || !isRunEnd(last)) return [`it is stuck after ${read.length} events, as ${record.status}`]
  const problems: string[] = []
  const check = (isRight: boolean, problem: string): void => {
    if (!isRight) problems.push(problem)
  }

  check(
    read.every(({ sequence }, index) => sequence === index + 1),
    `the numbers have gaps: ${read.map(({ sequence }) => sequence).join(' ')}`,
  )
  check(isSame(read, stored), 'the reader got other events than are stored')
  check(read.filter(isRunEnd).length === 1, 'it does not end once')
  check(record.status === STATUS[last.type], `its record says ${record.status} after ${last.type}`)
  check(record.eventCount === read.length, `its record counts ${record.eventCount} of ${read.length} events`)

  check(isSame(expected.replayed, expected.stored), 'the unbroken run replays as another one')
  const { replayed } = killed
  if (!('code' in replayed)) check(isSame(replayed, stored), 'it replays as another run')
  else {
    const isTrue = replayed.code === 'RUN_NOT_REPLAYABLE' && replayed.data.reason === 'interrupted'
    check(isTrue, `its replay failed with ${replayed.code}: ${replayed.message}`)
  }

  const interrupted = interruptedNodes(read)
  const isHandled = interrupted.some((id) => workflow.changing.includes(id))
  if (last.type === 'run_failed') {
    check(
      isHandled && last.error.code === 'NODE_INTERRUPTED',
      `it failed with ${last.error.code}: ${last.error.message}`,
    )
  } else if (!isHandled) {
    check(isSame(record.outputs, expected.record.outputs), `it gave ${JSON.stringify(record.outputs)}`)
    check(textOf(read) === textOf(expected.read), `it said ${JSON.stringify(textOf(read))}`)
    check(isSame(later, expected.later), `later it remembers ${JSON.stringify(later)}`)
  }
  for (const [key, count] of Object.entries(counts)) {
    const isChanging = workflow.changing.some((id) => key === id || key.startsWith(`${id}-`))
    check(!isChanging || count === 1, `${key} was done ${count} times`)
  }

  const [question, reply] = messages
  check(
    messages.length === 2 && question?.role === 'user' && reply?.role === 'assistant',
    `the conversation holds ${messages.map(({ role }) => role).join(', ')}`,
  )
  check(reply?.text === textOf(read), `the conversation says ${JSON.stringify(reply?.text)}`)
  check(
    reply?.status === (last.type === 'run_failed' ? 'failed' : 'complete'),
    `the answer is ${reply?.status} after ${last.type}`,
  )
  return problems
}

/** Nodes of which a failure says that they were at work when a worker died. */
function interruptedNodes(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) =>
    (event.type === 'node_failed' || event.type === 'node_exception') &&
    event.error.code === 'NODE_INTERRUPTED'
      ? [event.nodeId]
      : [],
  )
}

function textOf(events: readonly RunEvent[]): string {
  return events.flatMap((event) => (event.type === 'text_chunk' ? [event.text] : [])).join('')
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))
}

/** Stores do not keep the order of fields. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}
