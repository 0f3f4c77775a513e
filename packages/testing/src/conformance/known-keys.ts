import type {
  CaseResume,
  CaseRun,
  ChunkExpectation,
  ConformanceCase,
  EventPattern,
  Expectation,
  HttpMock,
  ImportExpectation,
  Mocks,
  NodeMock,
  SelectorExpectation,
} from './case-file.ts'
import { EVENT_TYPES } from './run-log.ts'

// Typed by the interfaces, so that a key cannot be read without being listed here, nor listed without being read.
const RUN: Record<keyof CaseRun | 'test' | 'test_commit' | 'evidence', true> = {
  id: true,
  test: true,
  test_commit: true,
  evidence: true,
  inputs: true,
  system: true,
  conversation_variables: true,
  patches: true,
  mocks: true,
  repeat: true,
  resume: true,
  expect: true,
}
const MOCKS: Record<keyof Mocks, true> = { nodes: true, node_types: true, http: true }
const NODE_MOCK: Record<keyof NodeMock, true> = {
  outputs: true,
  chunks: true,
  chunk_delay_ms: true,
  delay_ms: true,
  error: true,
  error_type: true,
  by_variable: true,
  optional: true,
}
const HTTP_MOCK: Record<keyof HttpMock, true> = {
  method: true,
  url: true,
  response: true,
  network_error: true,
}
const EXPECT: Record<keyof Expectation, true> = {
  status: true,
  outputs: true,
  outputs_match: true,
  exceptions_count: true,
  error_present: true,
  events: true,
  last_event: true,
  events_present: true,
  events_absent: true,
  nodes_started: true,
  nodes_not_started: true,
  nodes_succeeded: true,
  nodes_succeeded_exactly: true,
  chunks: true,
  order: true,
  chunk_execution_id_matches_started: true,
  variables: true,
  variables_not_null: true,
  conversation_variables: true,
  http_requests: true,
  min_elapsed_ms: true,
}
const CHUNKS: Record<keyof ChunkExpectation, true> = {
  count: true,
  min_count: true,
  list: true,
  prefix: true,
  rest_nodes: true,
  text: true,
  text_match: true,
  text_by_node: true,
  count_by_node: true,
  by_selector: true,
  text_in_container: true,
  last_is_final: true,
}
const HTTP_REQUESTS = { count: true, method: true, url: true, headers: true } satisfies Record<
  keyof NonNullable<Expectation['http_requests']>,
  true
>
const IMPORT: Record<keyof ImportExpectation, true> = {
  status: true,
  mode: true,
  dsl_version: true,
  node_types: true,
  edges: true,
  conversation_variables: true,
  node_data: true,
  dify_error: true,
}

const CASE: Record<keyof ConformanceCase | 'schema' | 'source' | 'tags' | 'note', true> = {
  schema: true,
  name: true,
  kind: true,
  source: true,
  tags: true,
  workflow_form: true,
  note: true,
  runs: true,
  import: true,
}
const SYSTEM: Record<keyof NonNullable<CaseRun['system']>, true> = { query: true, files: true }
const PATCH: Record<keyof NonNullable<CaseRun['patches']>[number], true> = { node: true, set: true }
const RESUME: Record<keyof CaseResume, true> = { form: true, expect: true }
const FORM: Record<keyof CaseResume['form'], true> = { node: true, action: true, inputs: true }
const BY_VARIABLE: Record<keyof NonNullable<NodeMock['by_variable']>, true> = {
  selector: true,
  outputs: true,
}
const BY_VALUE = { value: true, outputs: true }
const RESPONSE: Record<keyof NonNullable<HttpMock['response']>, true> = {
  status: true,
  headers: true,
  body: true,
}
const PATTERN: Record<keyof EventPattern, true> = { type: true, node: true, text: true, which: true }
const ORDER = { earlier: true, later: true }
const BY_SELECTOR: Record<keyof SelectorExpectation, true> = {
  selector: true,
  text: true,
  count: true,
  list: true,
}

function unknown(value: object | undefined, known: object, path: string): readonly string[] {
  return Object.keys(value ?? {}).flatMap((key) => (Object.hasOwn(known, key) ? [] : [`${path}${key}`]))
}

/** Patterns with keys, or of event types, that are not known; chunk patterns need no type. */
function unknownPatterns(
  patterns: readonly (string | EventPattern)[] | undefined,
  path: string,
): readonly string[] {
  return (patterns ?? []).flatMap((pattern) => {
    const type = typeof pattern === 'string' ? pattern : pattern.type
    return [
      ...(typeof pattern === 'string' ? [] : unknown(pattern, PATTERN, path)),
      ...(EVENT_TYPES.has(type) ? [] : [`${path}type ${type}`]),
    ]
  })
}

function unknownMockKeys(mocks: Mocks): readonly string[] {
  return [
    ...unknown(mocks, MOCKS, 'mocks.'),
    ...Object.entries({ ...mocks.node_types, ...mocks.nodes }).flatMap(([id, mock]) => [
      ...unknown(mock, NODE_MOCK, `mocks.${id}.`),
      ...unknown(mock.by_variable, BY_VARIABLE, `mocks.${id}.by_variable.`),
      ...(mock.by_variable?.outputs ?? []).flatMap((each) =>
        unknown(each, BY_VALUE, `mocks.${id}.by_variable.outputs.`),
      ),
    ]),
    ...(mocks.http ?? []).flatMap((mock) => [
      ...unknown(mock, HTTP_MOCK, 'mocks.http.'),
      ...unknown(mock.response, RESPONSE, 'mocks.http.response.'),
    ]),
  ]
}

function unknownExpectations(expectation: Expectation, path: string): readonly string[] {
  const { chunks, events, events_present, events_absent, order } = expectation
  const lists = [chunks?.list, chunks?.prefix].filter((list) => Array.isArray(list)).flat()
  return [
    ...unknown(expectation, EXPECT, path),
    ...unknown(chunks, CHUNKS, `${path}chunks.`),
    ...lists.flatMap((each) => (typeof each === 'string' ? [] : unknown(each, PATTERN, `${path}chunks.`))),
    ...(Array.isArray(chunks?.by_selector)
      ? chunks.by_selector.flatMap((each: object) => unknown(each, BY_SELECTOR, `${path}chunks.by_selector.`))
      : []),
    ...unknown(expectation.http_requests, HTTP_REQUESTS, `${path}http_requests.`),
    ...unknownPatterns(events, `${path}events.`),
    ...unknownPatterns(events_present, `${path}events_present.`),
    ...unknownPatterns(events_absent, `${path}events_absent.`),
    ...(order ?? []).flatMap((each) => [
      ...unknown(each, ORDER, `${path}order.`),
      ...unknownPatterns([each.earlier, each.later], `${path}order.`),
    ]),
  ]
}

/** Keys of a case, outside its runs, that the runner would pass over. @internal */
export function unknownCaseKeys(data: ConformanceCase): readonly string[] {
  return [...unknown(data, CASE, ''), ...unknown(data.import, { evidence: true, expect: true }, 'import.')]
}

/** Keys of a run that the runner would pass over. Each is a failure: what is not checked must not look passed. @internal */
export function unknownRunKeys(run: CaseRun): readonly string[] {
  return [
    ...unknown(run, RUN, ''),
    ...unknown(run.system, SYSTEM, 'system.'),
    ...(run.patches ?? []).flatMap((each) => unknown(each, PATCH, 'patches.')),
    ...unknownMockKeys(run.mocks ?? {}),
    ...(run.resume ?? []).flatMap((each) => [
      ...unknown(each, RESUME, 'resume.'),
      ...unknown(each.form, FORM, 'resume.form.'),
      ...unknownExpectations(each.expect ?? {}, 'resume.expect.'),
    ]),
    ...unknownExpectations(run.expect ?? {}, 'expect.'),
  ]
}

/** @internal */
export function unknownImportKeys(expectation: ImportExpectation): readonly string[] {
  return unknown(expectation, IMPORT, '')
}
