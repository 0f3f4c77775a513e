import type { RoundRef, RunEvent } from '@skep/client'
import type { JsonObject, JsonValue } from '@skep/schema'
import { isEqual, show } from '../conformance/equal.ts'
import { checkGrammar } from './check-grammar.ts'
import type { RandomApp } from './random-app.ts'
import type { NodeRecord, ReferenceRun } from './reference.ts'

/** What an engine's run did to a node in one place. */
interface Observed {
  status: NodeRecord['status'] | 'running' | 'stopped'
  outputs: JsonObject
  retries: number
}

function placeOf(rounds: readonly RoundRef[] | undefined): string {
  return (rounds ?? []).map(({ containerId, index }) => `${containerId}#${index}/`).join('')
}

/** Where a run differs from what the reference says must come out; an empty list means nowhere. @internal */
export function checkRun(
  app: RandomApp,
  events: readonly RunEvent[],
  reference: ReferenceRun,
): readonly string[] {
  const end = events.at(-1)
  const status = end?.type.replace('run_', '').replaceAll('_', '-')
  const problems = [...checkGrammar(events)]
  if (status !== expectedStatus(events, reference)) {
    const error = end?.type === 'run_failed' ? ` (${end.nodeId}: ${end.error.message})` : ''
    problems.push(`the run ${status}${error}, expected ${expectedStatus(events, reference)}`)
  }
  problems.push(...checkRecords(observe(events), reference))
  if (reference.status !== 'failed') {
    problems.push(...checkOutputs(app, events, reference), ...checkConversation(app, events, reference))
    for (const place of answerPlaces(reference)) problems.push(...checkStream(place, events, reference))
    if (app.mode === 'workflow') problems.push(...checkEndStream(events, reference))
  }
  return problems
}

/** A failure that was handled in a round that failed itself may have come too late to be told. */
function expectedStatus(
  events: readonly RunEvent[],
  { status, records, failedPlaces }: ReferenceRun,
): string {
  if (status !== 'partial-succeeded') return status
  const isSure = [...records].some(
    ([key, record]) => record.status === 'exception' && !failedPlaces.some((place) => key.startsWith(place)),
  )
  return isSure || events.some(({ type }) => type === 'node_exception') ? status : 'succeeded'
}

function observe(events: readonly RunEvent[]): ReadonlyMap<string, Observed> {
  const observed = new Map<string, Observed>()
  for (const event of events) {
    if (!('nodeId' in event) || event.type === 'run_failed') continue
    const key = placeOf(event.rounds) + event.nodeId
    const one = observed.get(key)
    switch (event.type) {
      case 'node_started':
        observed.set(key, { status: 'running', outputs: {}, retries: 0 })
        break
      case 'node_skipped':
        observed.set(key, { status: 'skipped', outputs: {}, retries: 0 })
        break
      case 'node_retry':
        if (one) one.retries += 1
        break
      case 'node_succeeded':
      case 'node_exception':
        if (one) Object.assign(one, { status: event.type.replace('node_', ''), outputs: event.outputs })
        break
      case 'node_failed':
        if (one) one.status = 'failed'
        break
      case 'node_stopped':
        if (one) one.status = 'stopped'
        break
      default:
        break
    }
  }
  return observed
}

function checkRecords(
  observed: ReadonlyMap<string, Observed>,
  { records, failedPlaces }: ReferenceRun,
): readonly string[] {
  const problems: string[] = []
  const mayMiss = (key: string): boolean => failedPlaces.some((place) => key.startsWith(place))
  for (const [key, { type, status, outputs, retries }] of records) {
    const one = observed.get(key)
    if (!one || one.status === 'stopped') {
      if (!mayMiss(key)) problems.push(`${key} ${one?.status ?? 'was not told of'}, expected ${status}`)
      continue
    }
    if (one.status !== status || one.retries !== retries) {
      problems.push(`${key} ${one.status} after ${one.retries} retries, expected ${status} after ${retries}`)
    } else if (!isEqual(comparable(type, one.outputs), comparable(type, outputs))) {
      problems.push(`${key} put out ${show(one.outputs)}, expected ${show(outputs)}`)
    }
  }
  for (const [key, { status }] of observed) {
    if (!records.has(key)) problems.push(`${key} ${status}, expected nothing of it`)
  }
  return problems
}

/** Errors of other nodes than `work` may say what they like. */
function comparable(type: string, outputs: JsonObject): JsonObject {
  if (type === 'work') return outputs
  const { error_message: _message, error_type: _type, ...others } = outputs
  // A sum of texts is what an answer is for; its files are tested elsewhere.
  const { files: _files, ...rest } = others
  return rest
}

/** Answers in the order in which they ended, by their places. */
function answered(
  events: readonly RunEvent[],
  { records }: ReferenceRun,
): readonly (readonly [string, string])[] {
  return events.flatMap((event) => {
    if (event.type !== 'node_succeeded') return []
    const key = placeOf(event.rounds) + event.nodeId
    const { type, text } = records.get(key) ?? {}
    return type !== 'answer' || text === undefined ? [] : [[key, text] as const]
  })
}

function checkOutputs(
  app: RandomApp,
  events: readonly RunEvent[],
  reference: ReferenceRun,
): readonly string[] {
  const end = events.at(-1)
  if (end?.type !== 'run_succeeded' && end?.type !== 'run_partial_succeeded') return []
  const exceptions = events.filter(({ type }) => type === 'node_exception').length
  const problems: string[] = []
  if (end.type === 'run_partial_succeeded' && end.exceptionsCount !== exceptions) {
    problems.push(`${end.exceptionsCount} exceptions are counted, ${exceptions} were told`)
  }
  if (app.mode === 'workflow') {
    if (!isEqual(end.outputs, reference.endOutputs)) {
      problems.push(`the outputs are ${show(end.outputs)}, expected ${show(reference.endOutputs)}`)
    }
    return problems
  }
  const answer = answered(events, reference)
    .map(([, text]) => text)
    .join('')
  const got: JsonValue = end.outputs.answer ?? ''
  if (got !== answer) problems.push(`the answer is ${show(got)}, expected ${show(answer)}`)
  return problems
}

function checkConversation(
  app: RandomApp,
  events: readonly RunEvent[],
  { conversation }: ReferenceRun,
): readonly string[] {
  const values: Record<string, JsonValue> = Object.fromEntries(
    app.conversation.map(({ name, value }) => [name, value]),
  )
  for (const event of events) {
    if (event.type === 'variable_updated' && event.selector[0] === 'conversation') {
      values[event.selector[1] ?? ''] = event.value
    }
  }
  return isEqual(values, conversation)
    ? []
    : [`the conversation variables are ${show(values)}, expected ${show(conversation)}`]
}

/** Each place with its own stream of answers: the app, and each round of a container. */
function answerPlaces({ records, failedPlaces }: ReferenceRun): readonly string[] {
  const places = [...records].flatMap(([key, { type }]) =>
    type === 'answer' ? [key.slice(0, key.lastIndexOf('/') + 1)] : [],
  )
  return [...new Set(places)].filter((place) => !failedPlaces.some((failed) => place.startsWith(failed)))
}

/** Streamed answers are whole, each said once, one after the other (§6). */
function checkStream(
  place: string,
  events: readonly RunEvent[],
  { records }: ReferenceRun,
): readonly string[] {
  const chunks = events.flatMap((event) =>
    event.type === 'text_chunk' && placeOf(event.rounds) === place ? [event] : [],
  )
  const streamed = chunks.map(({ text }) => text).join('')
  // Each answer of a random app begins with a bracket and its id.
  const order = [...streamed.matchAll(/\[(n\d+):/g)].map(([, id]) => String(id))
  const expected = order.map((id) => records.get(place + id)?.text ?? '').join('')
  const all = [...records].flatMap(([key, { type, status }]) =>
    type === 'answer' && status === 'succeeded' && key.slice(0, key.lastIndexOf('/') + 1) === place
      ? [key.slice(place.length)]
      : [],
  )
  return streamed === expected && isEqual(order.toSorted(), all.toSorted())
    ? []
    : [`${place || 'the run'} streamed ${show(streamed)}, expected the answers ${show(all)}`]
}

/** What ends stream is whole too, in the order in which their ways became free: some order of all of them. */
function checkEndStream(events: readonly RunEvent[], { records }: ReferenceRun): readonly string[] {
  const streamed = events.map((event) => (event.type === 'text_chunk' ? event.text : '')).join('')
  const texts = [...records.values()].flatMap(({ type, status, text }) =>
    type === 'end' && status === 'succeeded' ? [text ?? ''] : [],
  )
  return isSomeOrder(streamed, texts)
    ? []
    : [`the run streamed ${show(streamed)}, expected some order of ${show(texts)}`]
}

function isSomeOrder(streamed: string, texts: readonly string[]): boolean {
  if (texts.length === 0) return streamed === ''
  return texts.some(
    (text, index) =>
      streamed.startsWith(text) &&
      isSomeOrder(
        streamed.slice(text.length),
        texts.filter((_, other) => other !== index),
      ),
  )
}
