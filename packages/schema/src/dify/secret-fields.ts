/** Names of headers, parameters and settings whose value is a key. */
const SECRET_FIELD =
  /^(?:(?:proxy-)?authorization|cookie|(?:x-)?(?:api|auth|access|secret|app|private|subscription)[-_]?(?:key|token|secret)|(?:client|app)[-_]?secret|secret[-_]?access[-_]?key|access[-_]?key[-_]?(?:id|secret)|(?:bearer|refresh|id)[-_]?token|x-goog-api-key|token|secret|password|passphrase)$/i

/** The name of the credentials that a workspace of Dify's keeps for a tool. */
export const CREDENTIAL_ID = 'credential_id'

/** @internal */
export function isSecretField(name: string): boolean {
  return name === CREDENTIAL_ID || SECRET_FIELD.test(name)
}

/** A text that may be a key. A reference is none: it names where the key is. @internal */
export function isPlainSecret(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !value.includes('{{#')
}

// Node types whose settings hold no keys of services: what looks like one is a text, a name or a path.
const WITHOUT_SECRETS: ReadonlySet<string> = new Set([
  'start',
  'answer',
  'end',
  'llm',
  'code',
  'template-transform',
  'if-else',
  'knowledge-retrieval',
  'question-classifier',
  'parameter-extractor',
  'variable-aggregator',
  'variable-assigner',
  'assigner',
  'list-operator',
  'document-extractor',
  'iteration',
  'iteration-start',
  'loop',
  'loop-start',
  'loop-end',
  'human-input',
  'trigger-schedule',
  'trigger-webhook',
  'note',
  '',
])

/** Whether nodes of a type (ours or Dify's) may hold keys that an import has to take out. @internal */
export function mayHoldSecrets(type: string): boolean {
  return !WITHOUT_SECRETS.has(type)
}
