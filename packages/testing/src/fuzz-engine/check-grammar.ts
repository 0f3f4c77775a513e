import { isRunEnd, type RunEvent } from '@skep/client'

/** What is wrong with the order of a run's events, whatever the app. @internal */
export function checkGrammar(events: readonly RunEvent[]): readonly string[] {
  const problems: string[] = []
  const say = (event: RunEvent, problem: string): void => {
    problems.push(
      `event ${event.sequence} ${event.type} ${'nodeId' in event ? event.nodeId : ''}: ${problem}`,
    )
  }
  const open = new Map<string, string>()
  const closed = new Set<string>()
  const rounds = new Map<string, number>()
  const containers = new Set<string>()
  for (const [index, event] of events.entries()) {
    if (event.sequence !== index + 1) say(event, `the number should be ${index + 1}`)
    if ((event.type === 'run_started') !== (index === 0)) say(event, 'a run starts once, at first')
    if (isRunEnd(event) !== (index === events.length - 1)) say(event, 'a run ends once, at last')
    if ('rounds' in event) {
      for (const { executionId, index: round } of event.rounds ?? []) {
        if (!open.has(executionId)) say(event, `its container ${executionId} is not running`)
        const last = rounds.get(executionId) ?? -1
        rounds.set(executionId, Math.max(last, round))
      }
    }
    switch (event.type) {
      case 'node_started':
        if (open.has(event.executionId) || closed.has(event.executionId)) say(event, 'started twice')
        open.set(event.executionId, event.nodeId)
        break
      case 'node_succeeded':
      case 'node_failed':
      case 'node_exception':
      case 'node_stopped':
        if (open.get(event.executionId) !== event.nodeId) say(event, 'ended without running')
        if (containers.has(event.executionId) && event.type !== 'node_stopped')
          say(event, 'ended with an open container')
        open.delete(event.executionId)
        containers.delete(event.executionId)
        closed.add(event.executionId)
        break
      case 'node_retry':
      case 'node_progress':
      case 'reasoning_chunk':
      case 'variable_updated':
        if (!open.has(event.executionId)) say(event, 'comes from a node that does not run')
        break
      case 'container_started':
        if (!open.has(event.executionId) || containers.has(event.executionId))
          say(event, 'starts out of place')
        containers.add(event.executionId)
        break
      case 'container_next':
        if (!containers.has(event.executionId)) say(event, 'is outside of its container')
        break
      case 'container_succeeded':
      case 'container_failed':
        if (!containers.delete(event.executionId)) say(event, 'ends out of place')
        break
      default:
        break
    }
  }
  if (open.size > 0) problems.push(`nodes are open at the end: ${[...open.values()].join(', ')}`)
  return problems
}
