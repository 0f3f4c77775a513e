import { SkepError } from '@skep/schema'
import type { OpenAI } from 'openai'
import { plainFetch } from './plain-fetch.ts'
import type { OpenAiSettings } from './settings.ts'

/**
 * The client of the `openai` package, fetched when a connection is first used. Everything that it would read from
 * environment variables is set, so that no key of the machine goes to another server.
 * @throws `ASSET_UNAVAILABLE`
 * @internal
 */
export async function loadClient(
  settings: OpenAiSettings,
  key: string | undefined,
  own: typeof fetch,
  model?: string,
): Promise<OpenAI> {
  const library = await import('openai').catch((cause: unknown) => {
    const message = 'Part of this site could not be loaded. Check the connection and try again.'
    throw new SkepError('ASSET_UNAVAILABLE', message, { part: 'openai' }, { cause })
  })
  return new library.OpenAI({
    apiKey: key || 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: addressOf(settings, model),
    defaultQuery: { ...settings.query },
    // Keys in a browser are the user's own, kept in this browser; sites that have keys of their own use a relay.
    dangerouslyAllowBrowser: true,
    maxRetries: 0,
    logLevel: 'off',
    // Our own limits (first token, idle) are the ones that count; this only must not be shorter.
    timeout: 24 * 60 * 60 * 1000,
    fetch: plainFetch(own, {
      key,
      headers: settings.headers,
      keyHeader: settings.dialect.auth === 'azure' ? 'api-key' : 'authorization',
    }),
  })
}

/** Azure has the deployment, which is the model here, in the path. */
function addressOf(settings: OpenAiSettings, model: string | undefined): string {
  if (settings.dialect.auth !== 'azure') return settings.baseUrl
  const base = `${settings.baseUrl}/openai`
  return model === undefined ? base : `${base}/deployments/${encodeURIComponent(model)}`
}
