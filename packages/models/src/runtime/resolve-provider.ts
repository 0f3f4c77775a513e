import { SkepError } from '@skep/schema'

/**
 * Which connection an app means. Apps from Dify name plug-ins (`langgenius/openai/openai`): the exact id wins, then the
 * last part of the path.
 * @throws `MODEL_PROVIDER_NOT_FOUND` naming the connections there are.
 * @internal
 */
export function resolveProviderId(wanted: string, known: readonly string[]): string {
  if (known.includes(wanted)) return wanted
  const last = wanted.split('/').at(-1) ?? ''
  if (last !== '' && known.includes(last)) return last
  throw new SkepError(
    'MODEL_PROVIDER_NOT_FOUND',
    wanted === ''
      ? `No model connection is chosen. There are: ${known.join(', ')}.`
      : `There is no model connection "${wanted}". There are: ${known.join(', ')}. Add it in the model settings or choose another.`,
    { provider: wanted, known },
  )
}
