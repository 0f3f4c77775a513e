import type { JsonObject, JsonValue } from '@skep/schema'
import type { EventPattern, Expectation } from './case-file.ts'
import { checkChunks } from './check-chunks.ts'
import { isEqual, show } from './equal.ts'
import { isUrlOf } from './mock-http.ts'
import { fits, type NamedEvent, namedEvents, nodesOf, type RunLog, textChunks } from './run-log.ts'

/** Says what of an expectation a run did not meet: pairs of key and sentence. @internal */
export type Report = (key: string, message: string) => void

/** @internal */
export function checkRun(expectation: Expectation, log: RunLog, report: Report): void {
  checkEnd(expectation, log, report)
  checkEvents(expectation, namedEvents(log.events), report)
  checkNodes(expectation, log, report)
  if (expectation.chunks) checkChunks(expectation.chunks, log, (key, text) => report(`chunks.${key}`, text))
  checkVariables(expectation, log, report)
  checkRequests(expectation.http_requests, log, report)
  const { min_elapsed_ms: least } = expectation
  if (least !== undefined && log.elapsedMs < least) {
    report('min_elapsed_ms', `the run took ${log.elapsedMs} ms, expected at least ${least}`)
  }
}

function checkEnd(expectation: Expectation, log: RunLog, report: Report): void {
  const { events } = log
  const { status, outputs, outputs_match, exceptions_count, error_present } = expectation
  const end = events.at(-1)
  if (status !== undefined && log.status !== status) {
    const error = end?.type === 'run_failed' ? `: ${end.error.code} ${end.error.message}` : ''
    report('status', `the run ${log.status}${error}, expected ${status}`)
  }
  if (outputs) checkOutputs(log.outputs, outputs, outputs_match ?? 'exact', report)
  if (exceptions_count !== undefined && log.exceptionsCount !== exceptions_count) {
    report('exceptions_count', `${log.exceptionsCount} failures were handled, expected ${exceptions_count}`)
  }
  if (error_present !== undefined) {
    const isPresent = end?.type === 'run_failed' && end.error.message !== ''
    if (isPresent !== error_present) report('error_present', `an error is ${isPresent ? '' : 'not '}there`)
  }
}

function checkOutputs(actual: JsonObject, expected: JsonObject, match: string, report: Report): void {
  const trim = (value: JsonValue | undefined): JsonValue | undefined =>
    match === 'includes_trimmed' && typeof value === 'string' ? value.trim() : value
  switch (match) {
    case 'exact':
      if (!isEqual(actual, expected)) report('outputs', `got ${show(actual)}, expected ${show(expected)}`)
      return
    case 'includes':
    case 'includes_trimmed':
      for (const [key, value] of Object.entries(expected)) {
        const got = Object.hasOwn(actual, key) ? actual[key] : undefined
        if (!isEqual(trim(got), trim(value))) {
          report(`outputs.${key}`, `got ${show(got)}, expected ${show(value)}`)
        }
      }
      return
    default:
      report('outputs_match', `the way of comparing "${match}" is not known`)
  }
}

function checkEvents(expectation: Expectation, events: readonly NamedEvent[], report: Report): void {
  const { events: expected, last_event, events_present, events_absent, order } = expectation
  if (expected) {
    const length = Math.max(events.length, expected.length)
    const wrong = Array.from({ length }, (_, index) => index).find((index) => {
      const [event, pattern] = [events[index], expected[index]]
      return !event || !pattern || !fits(event, pattern)
    })
    if (wrong !== undefined) {
      report(
        'events',
        `event ${wrong} is ${show(events[wrong])}, expected ${show(expected[wrong])}; all: ${events
          .map(({ type, node, text }) =>
            [type, node, text === undefined ? undefined : show(text)].filter(Boolean).join(' '),
          )
          .join(', ')}`,
      )
    }
  }
  const last = events.at(-1)?.type
  if (last_event !== undefined && last !== last_event) {
    report('last_event', `the last event is ${last}, expected ${last_event}`)
  }
  for (const pattern of events_present ?? []) {
    if (!events.some((event) => fits(event, pattern)))
      report('events_present', `${show(pattern)} is not there`)
  }
  for (const pattern of events_absent ?? []) {
    if (events.some((event) => fits(event, pattern))) report('events_absent', `${show(pattern)} is there`)
  }
  for (const { earlier, later } of order ?? []) {
    const [before, after] = [place(events, earlier), place(events, later)]
    if (before < 0 || after < 0 || before >= after) {
      report('order', `${show(earlier)} is event ${before}, ${show(later)} is event ${after}`)
    }
  }
}

function place(events: readonly NamedEvent[], pattern: EventPattern): number {
  return pattern.which === 'last'
    ? events.findLastIndex((event) => fits(event, pattern))
    : events.findIndex((event) => fits(event, pattern))
}

function checkNodes(expectation: Expectation, { events }: RunLog, report: Report): void {
  const started = nodesOf(events, 'node_run_started')
  const succeeded = nodesOf(events, 'node_run_succeeded')
  for (const id of expectation.nodes_started ?? []) {
    if (!started.includes(id)) report('nodes_started', `${id} did not start`)
  }
  for (const id of expectation.nodes_not_started ?? []) {
    if (started.includes(id)) report('nodes_not_started', `${id} started`)
  }
  for (const id of expectation.nodes_succeeded ?? []) {
    if (!succeeded.includes(id)) report('nodes_succeeded', `${id} did not succeed`)
  }
  const exactly = expectation.nodes_succeeded_exactly
  // Ids that are each named once say which nodes, not how often those in rounds.
  const isOnce = exactly !== undefined && new Set(exactly).size === exactly.length
  const compared = isOnce ? [...new Set(succeeded)] : succeeded
  if (exactly && !isEqual(compared.toSorted(), exactly.toSorted())) {
    report('nodes_succeeded_exactly', `${show(succeeded)} succeeded, expected ${show(exactly)}`)
  }
  for (const id of expectation.chunk_execution_id_matches_started ?? []) {
    const own = new Set(
      events.flatMap((event) =>
        event.type === 'node_started' && event.nodeId === id ? [event.executionId] : [],
      ),
    )
    const chunks = textChunks(events).filter((chunk) => chunk.nodeId === id)
    const isOwn = chunks.every(({ executionId }) => own.has(executionId))
    if (chunks.length === 0 || !isOwn) {
      report('chunk_execution_id_matches_started', `chunks of ${id} are missing or carry another execution`)
    }
  }
}

function checkVariables(expectation: Expectation, log: RunLog, report: Report): void {
  const read = (path: string): JsonValue | undefined => {
    const [scope = '', ...name] = path.split('.')
    return log.read(scope, name.join('.'))
  }
  for (const [path, value] of Object.entries(expectation.variables ?? {})) {
    if (!isEqual(read(path), value))
      report(`variables.${path}`, `got ${show(read(path))}, expected ${show(value)}`)
  }
  for (const path of expectation.variables_not_null ?? []) {
    if ((read(path) ?? null) === null) report('variables_not_null', `${path} has no value`)
  }
  for (const [name, value] of Object.entries(expectation.conversation_variables ?? {})) {
    const got = read(`conversation.${name}`)
    if (!isEqual(got, value)) {
      report(`conversation_variables.${name}`, `got ${show(got)}, expected ${show(value)}`)
    }
  }
}

function checkRequests(expected: Expectation['http_requests'], { requests }: RunLog, report: Report): void {
  if (!expected) return
  if (expected.count !== undefined && requests.length !== expected.count) {
    report('http_requests.count', `${requests.length} requests were made, expected ${expected.count}`)
  }
  for (const { method, url, headers } of requests) {
    if (expected.method !== undefined && method.toUpperCase() !== expected.method.toUpperCase()) {
      report('http_requests.method', `got ${method}, expected ${expected.method}`)
    }
    if (expected.url !== undefined && !isUrlOf(url, expected.url)) {
      report('http_requests.url', `got ${url}, expected ${expected.url}`)
    }
    const given = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    for (const [name, value] of Object.entries(expected.headers ?? {})) {
      const got = given.get(name.toLowerCase())
      if (got !== value) report(`http_requests.headers.${name}`, `got ${show(got)}, expected ${show(value)}`)
    }
  }
}
