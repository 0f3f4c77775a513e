import type { ModelPart, ModerationPort, ModerationVerdict } from '@skep/engine'
import { type HostModel, type HostProvider, hostProvider } from '@skep/models'
import type { StoreSet } from '@skep/storage'
import type { HostLink } from './host-link.ts'
import { MODEL_TOKEN, MODERATION, STORE_NAMES, storeMethods } from './host-options.ts'

/** The host's stores as the worker sees them: each method a call to the page. @internal */
export function hostStores(host: HostLink): Partial<StoreSet> {
  const stores = STORE_NAMES.flatMap((store) => {
    const methods = storeMethods(store).map((method) => `stores.${store}.${method}`)
    if (!methods.every((name) => host.has(name))) return []
    const facade = Object.fromEntries(
      storeMethods(store).map((method) => [
        method,
        (...args: readonly unknown[]) => host.call(`stores.${store}.${method}`, args),
      ]),
    )
    return [[store, facade] as const]
  })
  return Object.fromEntries(stores) as Partial<StoreSet> // one function per method of the port
}

/** The host's judge of texts, where it has one. @internal */
export function hostModeration(host: HostLink): ModerationPort | undefined {
  if (!host.has(MODERATION)) return undefined
  return {
    check: async (request) => (await host.call(MODERATION, [request])) as ModerationVerdict, // the engine checks it
  }
}

/** The host's token for its own backend, where it gives one. @internal */
export async function hostModelToken(host: HostLink, connection: string): Promise<string | undefined> {
  const token = host.has(MODEL_TOKEN) ? await host.call(MODEL_TOKEN, [connection]) : undefined
  return typeof token === 'string' && token !== '' ? token : undefined
}

/** The host's model functions as providers of the model runtime. @internal */
export async function hostModelProviders(
  host: HostLink,
  ids: readonly string[],
): Promise<readonly HostProvider[]> {
  return Promise.all(
    ids.map(async (id) => {
      const models = (await host.call(`models.${id}.list`, [])) as readonly HostModel[] // from our own page side
      return hostProvider({
        id,
        models,
        readsContext: true,
        chat: (request, { signal }) =>
          host.stream(`models.${id}`, [request], signal) as AsyncIterable<ModelPart | string>, // typed on the page side
      })
    }),
  )
}
