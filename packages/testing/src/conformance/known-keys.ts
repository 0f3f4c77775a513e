import type {
  CaseRun,
  ChunkExpectation,
  Expectation,
  HttpMock,
  ImportExpectation,
  Mocks,
  NodeMock,
} from './case-file.ts'

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

function unknown(value: object | undefined, known: object, path: string): readonly string[] {
  return Object.keys(value ?? {}).flatMap((key) => (Object.hasOwn(known, key) ? [] : [`${path}${key}`]))
}

/** Keys of a run that the runner would pass over. Each is a failure: what is not checked must not look passed. @internal */
export function unknownRunKeys(run: CaseRun): readonly string[] {
  const mocks = run.mocks ?? {}
  return [
    ...unknown(run, RUN, ''),
    ...unknown(mocks, MOCKS, 'mocks.'),
    ...Object.entries({ ...mocks.nodes, ...mocks.node_types }).flatMap(([id, mock]) =>
      unknown(mock, NODE_MOCK, `mocks.${id}.`),
    ),
    ...(mocks.http ?? []).flatMap((mock) => unknown(mock, HTTP_MOCK, 'mocks.http.')),
    ...unknown(run.expect, EXPECT, 'expect.'),
    ...unknown(run.expect.chunks, CHUNKS, 'expect.chunks.'),
    ...unknown(run.expect.http_requests, HTTP_REQUESTS, 'expect.http_requests.'),
  ]
}

/** @internal */
export function unknownImportKeys(expectation: ImportExpectation): readonly string[] {
  return unknown(expectation, IMPORT, '')
}
