import { hasErrorCode, type JsonObject, SkepError } from '@skep/schema'

/**
 * An error without the keys of its connection, whatever its provider wrote into it. Foreign errors stay as they are: they
 * become ours, with a sentence of ours, further up.
 * @internal
 */
export function hideKeys(error: unknown, keys: ReadonlySet<string>): unknown {
  if (!hasErrorCode(error) || keys.size === 0) return error
  const written = JSON.stringify([error.message, error.data])
  const found = [...keys].filter((key) => key !== '' && written.includes(JSON.stringify(key).slice(1, -1)))
  if (found.length === 0) return error
  const clean = found.reduce((text, key) => text.replaceAll(JSON.stringify(key).slice(1, -1), '***'), written)
  const [message, data] = JSON.parse(clean) as [string, JsonObject] // written above
  // Without its cause, which may hold the key too.
  return new SkepError(error.code, message, data)
}
