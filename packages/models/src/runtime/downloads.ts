import type { ModelDownload, ModelRef } from '@skep/client'
import { SkepError } from '@skep/schema'
import type { ModelProvider, ProviderDownloads } from '../provider.ts'
import type { Connections } from './connections.ts'

/** The downloads of all connections as one list. @internal */
export class Downloads {
  readonly #listeners = new Set<(download: ModelDownload) => void>()

  /** To be called for each provider that is made; what comes back ends it. */
  readonly attach = (provider: string, { downloads }: ModelProvider): (() => void) => {
    const stop = downloads?.watch((download) => {
      for (const listener of [...this.#listeners]) listener({ ...download, provider })
    })
    return stop ?? (() => undefined)
  }

  async list(connections: Connections): Promise<readonly ModelDownload[]> {
    const groups = await Promise.all(
      (await connections.all()).map(async ({ id, provider }) =>
        ((await provider.downloads?.list()) ?? []).map((download) => ({ ...download, provider: id })),
      ),
    )
    return groups.flat()
  }

  async of(connections: Connections, ref: ModelRef): Promise<ProviderDownloads> {
    const { id, provider } = await connections.resolve(ref.provider)
    if (provider.downloads) return provider.downloads
    throw new SkepError(
      'MODEL_CAPABILITY',
      `There is nothing to download for "${ref.model}": the connection "${id}" keeps no models here.`,
      { provider: id, model: ref.model },
    )
  }

  watch(listener: (download: ModelDownload) => void): () => void {
    const own = (download: ModelDownload): void => listener(download)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }
}
