import type { HttpAuthorization } from '@skep/schema'
import { toBase64 } from '../run/secret-forms.ts'
import type { Pair } from './build-url.ts'
import { httpError } from './http-errors.ts'

/** `dXNlcjpwYXNz`, which is `user:pass` already written in Base64. */
function isEncodedPair(key: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return false
  try {
    return /^[\x20-\x7e]+$/.test(atob(key)) && atob(key).includes(':')
  } catch {
    return false
  }
}

/**
 * The header that proves who asks. Basic takes `user:password`, or the same already in Base64.
 * @throws `HTTP_AUTH_INVALID` without a key.
 * @internal
 */
export function authorizationHeader(
  authorization: HttpAuthorization,
  renderText: (text: string) => string,
): Pair | undefined {
  if (authorization.type === 'none') return undefined
  const key = renderText(authorization.apiKey).trim()
  if (key === '') {
    throw httpError(
      'HTTP_AUTH_INVALID',
      'The key for the request is empty. Set it, or choose no authorization.',
    )
  }
  const name = renderText(authorization.header).trim() || 'Authorization'
  switch (authorization.type) {
    case 'bearer':
      return [name, `Bearer ${key}`]
    case 'basic':
      return [name, `Basic ${isEncodedPair(key) ? key : toBase64(key)}`]
    case 'custom':
      return [name, key]
    default:
      return authorization satisfies never
  }
}
