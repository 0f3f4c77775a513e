import type { AppRecord, AppSummary } from '@skep/client'
import type { AppStore } from '@skep/engine'
import { type ErrorData, fromErrorData } from '@skep/schema'

/** Skep's apps in a host's own database, over four routes of its own HTTP API. */
export function httpAppStore(base: string): AppStore {
  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${base}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const value: unknown = answer.status === 204 ? undefined : await answer.json()
    if (answer.status === 404) return null
    if (!answer.ok) throw fromErrorData(value as ErrorData) // what our own API answers with
    return value
  }
  const at = (appId: string): string => `/apps/${encodeURIComponent(appId)}`
  return {
    list: async () => (await ask('GET', '/apps')) as readonly AppSummary[], // our own API
    get: async (appId) => (await ask('GET', at(appId))) as AppRecord | null, // our own API
    save: async (app, baseRevision) => (await ask('PUT', at(app.id), { app, baseRevision })) as AppRecord, // our own API
    remove: async (appId) => void (await ask('DELETE', at(appId))),
  }
}
