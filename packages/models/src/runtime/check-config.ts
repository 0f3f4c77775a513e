import type { ProviderConfig } from '@skep/client'
import { type JsonValue, SkepError } from '@skep/schema'

/** Where the key of a connection is kept when its config names no secret. @internal */
export function derivedSecretName(providerId: string): string {
  return `model_key:${providerId}`
}

const KEY_NAME = /^(api[-_ ]?key|key|token|access[-_ ]?token|secret|password|authorization|x-api-key)$/i

/**
 * Refuses a config that cannot work or that carries a key: configs are shown, exported and logged.
 * @throws `CALL_INVALID`
 * @internal
 */
export function checkProviderConfig(
  config: ProviderConfig,
  { hostIds }: { readonly hostIds: readonly string[] },
): void {
  if (config.id.trim() === '') throw new SkepError('CALL_INVALID', 'Give the model connection a name.')
  if (hostIds.includes(config.id) || (config.id === 'extractive' && config.type !== 'extractive')) {
    throw new SkepError('CALL_INVALID', `The name "${config.id}" is taken. Choose another.`, {
      provider: config.id,
    })
  }
  if (typeof config.settings !== 'object' || config.settings === null) {
    throw new SkepError('CALL_INVALID', 'Give the model connection its settings, for example { baseUrl }.')
  }
  const found = keyInside(config.settings)
  if (found !== undefined) {
    throw new SkepError(
      'CALL_INVALID',
      `The setting "${found}" looks like a key. Give the key on its own, so that it goes to the secret store.`,
      { setting: found },
    )
  }
}

function keyInside(value: JsonValue): string | undefined {
  if (value === null || typeof value !== 'object') return undefined
  for (const [name, inner] of Object.entries(value)) {
    if (KEY_NAME.test(name) && typeof inner === 'string' && inner !== '') return name
    const deeper = keyInside(inner)
    if (deeper !== undefined) return deeper
  }
  return undefined
}
