const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'

/**
 * A new random id (80 bits) that references in text accept: `[A-Za-z0-9_]{1,50}`.
 * A prefix such as the node type makes it readable; characters that do not fit become `_`.
 * @public
 */
export function newId(prefix = ''): string {
  // Not randomUUID: browsers offer that on secure origins alone.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const tail = Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join('')
  return prefix === '' ? tail : `${prefix.replaceAll(/[^A-Za-z0-9_]/g, '_').slice(0, 33)}_${tail}`
}
