import type { ExternalInput, ExternalSettings, KnowledgeBase } from '@skep/client'
import { SkepError } from '@skep/schema'

/** Keeps keys of external bases. They are read by whoever asks. @public */
export interface ExternalKeys {
  save(secretName: string, key: string): Promise<void>
  remove(secretName: string): Promise<void>
}

/** The secret that belongs to one base alone. */
export function ownSecretName(knowledgeId: string): string {
  return `knowledge_key:${knowledgeId}`
}

/**
 * Settings of an external base, with what is absent taken from those before. Holds no key.
 * @throws `CALL_INVALID` naming the field that cannot be used
 */
export function completeExternal(
  knowledgeId: string,
  given: Partial<Omit<ExternalInput, 'key'>>,
  before?: ExternalSettings,
): ExternalSettings {
  const endpoint = (given.endpoint ?? before?.endpoint ?? '').trim()
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw invalid('endpoint', 'The address of an external knowledge base begins with https:// or http://.')
  const externalId = (given.externalId ?? before?.externalId ?? '').trim()
  if (externalId === '')
    throw invalid('externalId', 'An external knowledge base needs the id that it has in the other program.')
  const secretName = given.secretName ?? before?.secretName ?? ownSecretName(knowledgeId)
  if (secretName === '')
    throw invalid('secretName', 'An external knowledge base needs the name of the secret that holds its key.')
  return { endpoint, externalId, secretName }
}

/** @throws `CALL_INVALID` for a base whose documents are elsewhere */
export function refuseExternal({ external }: KnowledgeBase): void {
  if (external === undefined) return
  throw invalid(
    'knowledgeId',
    'An external knowledge base takes no documents here. Add them in its own program.',
  )
}

/** Puts a key away where one is given. @throws `CALL_INVALID` where keys cannot be kept */
export async function keepKey(
  keys: ExternalKeys | undefined,
  { secretName }: ExternalSettings,
  key: string | undefined,
): Promise<void> {
  if (key === undefined || key === '') return
  if (!keys) throw invalid('key', 'Keys cannot be kept here. Set the secret yourself and give its name.')
  await keys.save(secretName, key)
}

/** @throws `CALL_INVALID` */
export function needExternal({ external }: KnowledgeBase): ExternalSettings {
  if (external) return external
  throw invalid('external', 'This knowledge base holds its own documents. Create another one for a program.')
}

function invalid(field: string, message: string): SkepError {
  return new SkepError('CALL_INVALID', message, { field })
}
