import type { ErrorData, FileValue, JsonObject, JsonValue, Result } from '@skep/schema'
import { withOwnFiles } from './dify-file.ts'

/** The two files of a conformance folder, as text. @public */
export interface ConformanceFolder {
  /** `workflow.yml`: a Dify app or a bare graph. */
  readonly workflow: string
  /** `case.json`, schema 1. */
  readonly case: string
}

/** A result that replaces the real work of a node. @internal */
export interface NodeMock {
  readonly outputs?: JsonObject
  readonly chunks?: readonly string[]
  readonly chunk_delay_ms?: number
  readonly delay_ms?: number
  readonly error?: string
  readonly error_type?: string
  readonly by_variable?: {
    readonly selector: readonly string[]
    readonly outputs: readonly { readonly value: JsonValue; readonly outputs: JsonObject }[]
  }
  readonly optional?: boolean
}

/** @internal */
export interface HttpMock {
  readonly method: string
  readonly url: string
  readonly response?: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
  readonly network_error?: JsonValue
}

/** @internal */
export interface Mocks {
  readonly nodes?: Readonly<Record<string, NodeMock>>
  readonly node_types?: Readonly<Record<string, NodeMock>>
  readonly http?: readonly HttpMock[]
}

/** Which event an expectation speaks of. @internal */
export interface EventPattern {
  readonly type: string
  readonly node?: string
  readonly text?: string
  readonly which?: 'first' | 'last'
}

/** @internal */
export interface SelectorExpectation {
  readonly selector: readonly string[]
  readonly text?: string
  readonly count?: number
  readonly list?: readonly string[]
}

/** @internal */
export interface ChunkExpectation {
  readonly count?: number
  readonly min_count?: number
  readonly list?: readonly (string | EventPattern)[]
  /** The first chunks, or the text that they begin with. */
  readonly prefix?: string | readonly (string | EventPattern)[]
  readonly rest_nodes?: readonly string[]
  readonly text?: string
  readonly text_match?: string
  readonly text_by_node?: Readonly<Record<string, string>>
  readonly count_by_node?: Readonly<Record<string, number>>
  readonly by_selector?:
    | Readonly<Record<string, string | number | readonly string[]>>
    | readonly SelectorExpectation[]
  readonly text_in_container?: JsonValue
  readonly last_is_final?: boolean
}

/** @internal */
export interface Expectation {
  readonly status?: string
  readonly outputs?: JsonObject
  readonly outputs_match?: string
  readonly exceptions_count?: number
  readonly error_present?: boolean
  readonly events?: readonly EventPattern[]
  readonly last_event?: string
  readonly events_present?: readonly (string | EventPattern)[]
  readonly events_absent?: readonly (string | EventPattern)[]
  readonly nodes_started?: readonly string[]
  readonly nodes_not_started?: readonly string[]
  readonly nodes_succeeded?: readonly string[]
  readonly nodes_succeeded_exactly?: readonly string[]
  readonly chunks?: ChunkExpectation
  readonly order?: readonly { readonly earlier: EventPattern; readonly later: EventPattern }[]
  readonly chunk_execution_id_matches_started?: readonly string[]
  readonly variables?: JsonObject
  readonly variables_not_null?: readonly string[]
  readonly conversation_variables?: JsonObject
  readonly http_requests?: {
    readonly count?: number
    readonly method?: string
    readonly url?: string
    readonly headers?: Readonly<Record<string, string>>
  }
  readonly min_elapsed_ms?: number
}

/** What a person does in a pause, and what follows. @internal */
export interface CaseResume {
  readonly form: { readonly node: string; readonly action: string; readonly inputs?: JsonObject }
  readonly expect: Expectation
}

/** @internal */
export interface CaseRun {
  readonly id: string
  readonly inputs?: JsonObject
  readonly system?: { readonly query?: string; readonly files?: readonly FileValue[] }
  readonly conversation_variables?: JsonObject
  readonly patches?: readonly { readonly node: string; readonly set: JsonObject }[]
  readonly mocks?: Mocks
  readonly repeat?: number
  readonly resume?: readonly CaseResume[]
  readonly expect: Expectation
}

/** @internal */
export interface ImportExpectation {
  readonly status?: string
  readonly mode?: string
  readonly dsl_version?: string | null
  readonly node_types?: Readonly<Record<string, number>>
  readonly edges?: number
  readonly conversation_variables?: readonly JsonObject[]
  readonly node_data?: Readonly<Record<string, JsonObject>>
  readonly dify_error?: JsonValue
}

/** @internal */
export interface ConformanceCase {
  readonly name: string
  readonly kind: 'run' | 'import'
  readonly workflow_form: 'app' | 'graph'
  readonly runs: readonly CaseRun[]
  readonly import?: { readonly expect: ImportExpectation }
}

/** @internal */
export function readCase(text: string): Result<ConformanceCase> {
  const fail = (message: string): Result<never> => {
    const error: ErrorData = { code: 'CALL_INVALID', message, data: {} }
    return { ok: false, error }
  }
  let value: JsonValue
  try {
    value = JSON.parse(text)
  } catch {
    return fail('case.json is not JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('case.json is no object.')
  const data = value as JsonObject // neither null nor a list
  if (data.schema !== 1) return fail(`case.json has schema ${String(data.schema)}; schema 1 is known.`)
  if (data.kind !== 'run' && data.kind !== 'import')
    return fail(`The kind ${String(data.kind)} is not known.`)
  const own = data.runs === undefined ? data : { ...data, runs: withOwnFiles(data.runs) }
  // The form is the README's; keys that it does not name are found by `unknownCaseKeys` and its like.
  return { ok: true, value: { runs: [], ...own } as unknown as ConformanceCase }
}
