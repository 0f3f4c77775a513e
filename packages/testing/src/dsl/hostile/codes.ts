import { ERROR_CODES, type ErrorData, ISSUE_CODES } from '@skep/schema'

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

/** The same by the words of a name; the first that fits. */
const BY_WORDS: readonly (readonly [RegExp, Counterpart])[] = [
  [
    /^DSL_.*(?:DUPLICATE|TWICE|UNIQUE).*KEY|^DSL_.*KEY.*(?:DUPLICATE|TWICE)/,
    to('DSL_SYNTAX', 'DUPLICATE_KEY'),
  ],
  [/^DSL_.*(?:MULTI|DOCUMENTS)/, to('DSL_SYNTAX', 'MULTIPLE_DOCS')],
  [/^DSL_.*(?:DEEP|DEPTH|NEST)/, to('DSL_TOO_DEEP')],
  [/^DSL_.*(?:LARGE|SIZE|BIG|LONG)/, to('DSL_TOO_LARGE')],
  [/^DSL_.*(?:ALIAS|ANCHOR|BOMB|RECURSI|CIRCULAR)/, to('DSL_ALIAS_LIMIT')],
  [/^DSL_.*TAG/, to('DSL_TAG_NOT_ALLOWED')],
  [/^DSL_.*VERSION/, to('DSL_VERSION')],
  [/^DSL_.*MODEL_CONFIG/, to('DSL_MISSING_MODEL_CONFIG')],
  [/^DSL_.*MODE/, to('DSL_UNSUPPORTED')],
  [/^DSL_.*(?:MISSING|NO)_APP/, to('DSL_NOT_AN_APP')],
  [/^DSL_.*(?:GRAPH|NODE|EDGE|TYPE|FIELD|ID\b|VALUE|NUMBER)/, to('DSL_SCHEMA')],
  [/^DSL_.*(?:PARSE|YAML|TEXT|ENCODING|UTF|BINARY|INDENT|TAB)/, to('DSL_SYNTAX')],
  [/^(?:GRAPH|NODE|DSL).*DUPLICATE/, to('NODE_ID_DUPLICATE')],
  [/^(?:GRAPH|EDGE).*(?:DANGLING|HANGING|MISSING|UNKNOWN)/, to('EDGE_HANGING')],
  [/^(?:GRAPH|EDGE|NODE).*(?:CYCLE|LOOP|CIRC)/, to('GRAPH_CYCLE')],
]

function counterpartOf(code: string): Counterpart | undefined {
  return COUNTERPARTS.get(code) ?? BY_WORDS.find(([words]) => words.test(code))?.[1]
}

const OWN: ReadonlySet<string> = new Set([...ERROR_CODES, ...ISSUE_CODES])

/** A name of ours means itself alone. */
function isOwn(code: string): boolean {
  return OWN.has(code)
}

/** Our name of a code. @internal */
export function ownCode(code: string): string {
  return isOwn(code) ? code : (counterpartOf(code)?.code ?? code)
}

/** Whether an error is the one that a list names, in its words or in ours. @internal */
export function isError({ code, data }: ErrorData, expected: string): boolean {
  if (code === expected) return true
  const counterpart = isOwn(expected) ? undefined : counterpartOf(expected)
  return (
    counterpart?.code === code && (counterpart.reason === undefined || counterpart.reason === data.reason)
  )
}
