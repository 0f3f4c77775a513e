import { SkepError } from '@skep/schema'
import type { LazyProviderFactory } from './provider.ts'
import type { RemoteProviderOptions } from './remote/remote-provider.ts'

/** `openAiProvider()`, loaded when a connection needs it. @public */
export function openAiOnDemand(): LazyProviderFactory {
  return {
    type: 'openai',
    load: () =>
      import('./openai/openai-provider.ts').then(
        ({ openAiProvider }) => openAiProvider(),
        unavailable('openai'),
      ),
  }
}

/** `remoteProvider()`, loaded when a connection needs it. @public */
export function remoteOnDemand(options: RemoteProviderOptions = {}): LazyProviderFactory {
  return {
    type: 'remote',
    load: () =>
      import('./remote/remote-provider.ts').then(
        ({ remoteProvider }) => remoteProvider(options),
        unavailable('remote'),
      ),
  }
}

function unavailable(part: string): (cause: unknown) => never {
  return (cause) => {
    const message = 'Part of this site could not be loaded. Check the connection and try again.'
    throw new SkepError('ASSET_UNAVAILABLE', message, { part }, { cause })
  }
}
