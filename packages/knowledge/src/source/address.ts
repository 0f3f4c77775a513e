import { SkepError } from '@skep/schema'

/** Longer ones are traps or data. */
const MAX_ADDRESS_CHARS = 2_000

/** A page's address without the part that only the browser sees; undefined where it is none of the web. */
export function readAddress(text: string, base?: string): URL | undefined {
  if (text.length > MAX_ADDRESS_CHARS || !URL.canParse(text, base)) return undefined
  const url = new URL(text, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  if (url.username !== '' || url.password !== '') return undefined
  url.hash = ''
  return url.href.length > MAX_ADDRESS_CHARS ? undefined : url
}

/** @throws `HTTP_URL_INVALID` */
export function requireAddress(text: string): URL {
  const url = readAddress(text.trim())
  if (url) return url
  throw new SkepError(
    'HTTP_URL_INVALID',
    'This is not the address of a web page. Give one that begins with https:// or http://, without a user and password.',
  )
}
