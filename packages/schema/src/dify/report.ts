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
 * `kept`: kept whole, but no run can pass it here. `needs-plugin`: runs where what `needs` names is there.
 * `needs-server`: kept and shown; only a server can run it.
 * @public
 */
export type ImportOutcome = 'mapped' | 'approximated' | 'kept' | 'needs-plugin' | 'needs-server'

/** Something outside the file that a node needs: a plugin, or a tool that somebody defined. @public */
export interface ImportNeed {
  readonly kind: 'plugin' | 'builtin-tool' | 'api-tool' | 'workflow-tool' | 'mcp-server' | 'app-tool'
  /** `organisation/name` of a plugin; the name of anything else. */
  readonly id: string
}

/** What an import did with one node. @public */
export interface ImportedNode {
  readonly nodeId: string
  readonly type: string
  readonly outcome: ImportOutcome
  readonly detail?: string
  /** Present where the outcome is `needs-plugin`. */
  readonly needs?: readonly ImportNeed[]
}

/** A plugin of Dify's that the file names, or that its nodes were made with. @public */
export interface ImportedPlugin {
  /** `organisation/name`. */
  readonly id: string
  /** `models`: its models are reached through a provider of Skep's. `tools`: what its nodes do is needed here too. */
  readonly use: 'models' | 'tools' | 'other'
  /** As `dependencies` names it; absent where the file is older and it was told from the nodes. */
  readonly identifier?: string
  readonly nodeIds: readonly string[]
}

/** What an import did. @public */
export interface ImportReport {
  /** The version the file names; null where it names none. */
  readonly sourceVersion: string | null
  /** The version that exports are written in. */
  readonly currentVersion: string
  /**
   * As in Dify: `pending` for a file that is newer, or of an older major version (ask before it is used);
   * `completed-with-warnings` for an older minor version.
   */
  readonly status: 'completed' | 'completed-with-warnings' | 'pending'
  readonly warnings: readonly ImportWarning[]
  readonly nodes: readonly ImportedNode[]
  readonly plugins: readonly ImportedPlugin[]
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
