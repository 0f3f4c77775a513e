import type { ErrorData } from '@skep/schema'

/** Another project's name of a code of ours; `reason` where one code of ours has several causes. */
interface Counterpart {
  readonly code: string
  readonly reason?: string
}

const to = (code: string, reason?: string): Counterpart => ({ code, ...(reason ? { reason } : {}) })

/** Names that lists of hostile files suggest, where ours differ. A code that is in neither is not checked: it fails. */
const COUNTERPARTS: ReadonlyMap<string, Counterpart> = new Map([
  ['DSL_NESTING_LIMIT', to('DSL_TOO_DEEP')],
  ['DSL_DEPTH_LIMIT', to('DSL_TOO_DEEP')],
  ['DSL_DEPTH', to('DSL_TOO_DEEP')],
  ['DSL_SIZE_LIMIT', to('DSL_TOO_LARGE')],
  ['DSL_SIZE', to('DSL_TOO_LARGE')],
  ['DSL_YAML', to('DSL_SYNTAX')],
  ['DSL_YAML_SYNTAX', to('DSL_SYNTAX')],
  ['DSL_PARSE', to('DSL_SYNTAX')],
  ['DSL_NOT_TEXT', to('DSL_SYNTAX')],
  ['DSL_ENCODING', to('DSL_SYNTAX')],
  ['DSL_DUPLICATE_KEY', to('DSL_SYNTAX', 'DUPLICATE_KEY')],
  ['DSL_MULTIPLE_DOCUMENTS', to('DSL_SYNTAX', 'MULTIPLE_DOCS')],
  ['DSL_MULTI_DOCUMENT', to('DSL_SYNTAX', 'MULTIPLE_DOCS')],
  ['DSL_ALIAS_UNKNOWN', to('DSL_SYNTAX', 'ALIAS_UNKNOWN')],
  ['DSL_ALIAS_CYCLE', to('DSL_ALIAS_LIMIT')],
  ['DSL_ALIAS_RECURSION', to('DSL_ALIAS_LIMIT')],
  ['DSL_TAG', to('DSL_TAG_NOT_ALLOWED')],
  ['DSL_VERSION_INVALID', to('DSL_VERSION')],
  ['DSL_VERSION_TYPE', to('DSL_VERSION')],
  ['DSL_VERSION_NOT_STRING', to('DSL_VERSION')],
  ['DSL_MISSING_APP', to('DSL_NOT_AN_APP')],
  ['DSL_KIND', to('DSL_NOT_AN_APP')],
  ['DSL_MODE', to('DSL_UNSUPPORTED')],
  ['DSL_MODE_UNKNOWN', to('DSL_UNSUPPORTED')],
  ['DSL_UNKNOWN_MODE', to('DSL_UNSUPPORTED')],
  ['DSL_MISSING_GRAPH', to('DSL_SCHEMA')],
  ['NODE_UNSUPPORTED', to('NODE_TYPE_UNKNOWN')],
  ['NODE_DUPLICATE_ID', to('NODE_ID_DUPLICATE')],
  ['GRAPH_DUPLICATE_ID', to('NODE_ID_DUPLICATE')],
  ['GRAPH_DANGLING_EDGE', to('EDGE_HANGING')],
  ['EDGE_DANGLING', to('EDGE_HANGING')],
  ['GRAPH_NO_START', to('START_MISSING')],
  ['GRAPH_MULTIPLE_STARTS', to('START_DUPLICATE')],
])

/** Our name of a code. @internal */
export function ownCode(code: string): string {
  return COUNTERPARTS.get(code)?.code ?? code
}

/** Whether an error is the one that a list names, in its words or in ours. @internal */
export function isError({ code, data }: ErrorData, expected: string): boolean {
  if (code === expected) return true
  const counterpart = COUNTERPARTS.get(expected)
  return (
    counterpart?.code === code && (counterpart.reason === undefined || counterpart.reason === data.reason)
  )
}
