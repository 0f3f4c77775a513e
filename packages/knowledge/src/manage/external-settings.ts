import type { ExternalSettings, KnowledgeBase } from '@skep/client'
import { SkepError } from '@skep/schema'

/** @throws `CALL_INVALID` naming the field that cannot be used */
export function checkExternal(external: ExternalSettings): ExternalSettings {
  const endpoint = external.endpoint.trim()
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw invalid('endpoint', 'The address of an external knowledge base begins with https:// or http://.')
  const externalId = external.externalId.trim()
  if (externalId === '')
    throw invalid('externalId', 'An external knowledge base needs the id that it has in the other program.')
  if (external.secretName === '')
    throw invalid('secretName', 'An external knowledge base needs the name of the secret that holds its key.')
  return { endpoint, externalId, secretName: external.secretName }
}

/** @throws `CALL_INVALID` for a base whose documents are elsewhere */
export function refuseExternal({ external }: KnowledgeBase): void {
  if (external === undefined) return
  throw invalid(
    'knowledgeId',
    'An external knowledge base takes no documents here. Add them in its own program.',
  )
}

function invalid(field: string, message: string): SkepError {
  return new SkepError('CALL_INVALID', message, { field })
}
