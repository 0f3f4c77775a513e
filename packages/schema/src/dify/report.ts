import type { ErrorCode, ErrorData } from '../errors.ts'
import type { JsonObject } from '../json.ts'

/** Something that an import changed, left out or is unsure of. `path` is inside the file. @public */
export interface ImportWarning {
  readonly code: string
  readonly message: string
  readonly path: readonly (string | number)[]
}

/**
 * `mapped`: runs here as it did. `approximated`: runs, with a difference that `detail` names.
 * `cannot-run-here`: kept whole, but no run can pass it. `needs-plugin`: would run with a plugin.
 * @public
 */
export type ImportOutcome = 'mapped' | 'approximated' | 'cannot-run-here' | 'needs-plugin'

/** What an import did with each node. @public */
export interface ImportReport {
  /** The version the file names; null where it names none. */
  readonly sourceVersion: string | null
  readonly warnings: readonly ImportWarning[]
  readonly nodes: readonly {
    readonly nodeId: string
    readonly type: string
    readonly outcome: ImportOutcome
    readonly detail?: string
  }[]
}

/** A wrong field of a file. @internal */
export interface SchemaProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** `workflow.graph.nodes[0].data` @internal */
export function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`))
    .join('')
}

/** Ends an import; caught at its door and returned as a result. @internal */
export class ImportFailure extends Error {
  override name = 'ImportFailure'
  readonly error: ErrorData

  constructor(code: ErrorCode, message: string, data: JsonObject = {}) {
    super(message)
    this.error = { code, message, data }
  }
}

const MAX_PROBLEMS = 100
const NAMED_PROBLEMS = 5

/** @internal */
export function schemaFailure(problems: readonly SchemaProblem[]): ImportFailure {
  const list = problems
    .slice(0, MAX_PROBLEMS)
    .map(({ path, message }) => ({ path: formatPath(path), message }))
  const named = list.slice(0, NAMED_PROBLEMS).map(({ path, message }) => `${path} ${message}`)
  const more = problems.length > named.length ? `; and ${problems.length - named.length} more` : ''
  return new ImportFailure(
    'DSL_SCHEMA',
    `The file has fields that are not right: ${named.join('; ')}${more}.`,
    {
      problems: list,
    },
  )
}
