import { httpError } from './http-errors.ts'

/** A name with its value. @internal */
export type Pair = readonly [name: string, value: string]

/** As servers read both `%20` and `+`, but only the first everywhere in an address. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text // a lone percent sign
  }
}

/**
 * The address with its parameters. A parameter of the table replaces those of the same name in the address; the
 * rest of the address stays letter by letter.
 * @throws `HTTP_URL_INVALID`
 * @internal
 */
export function buildUrl(text: string, params: readonly Pair[]): string {
  const address = text.trim()
  if (address === '')
    throw httpError('HTTP_URL_INVALID', 'The address is empty. Write the URL of the server.')
  if (!/^https?:\/\//i.test(address)) {
    throw httpError('HTTP_URL_INVALID', 'The address must begin with http:// or https://. Correct the URL.')
  }
  // Some readers of URLs take a space for a part of the host, or the path for a host that is not there.
  if (!/^https?:\/\/[^\s/?#\\]+(?:[/?#]|$)/i.test(address) || !URL.canParse(address)) {
    throw httpError(
      'HTTP_URL_INVALID',
      'The address is not a URL. Correct it, and encode what variables put in.',
    )
  }
  if (params.length === 0) return address
  const [beforeHash = '', ...hash] = address.split('#')
  const [path = '', ...query] = beforeHash.split('?')
  const names = new Set(params.map(([name]) => name))
  const kept = query
    .join('?')
    .split('&')
    .filter((pair) => pair !== '' && !names.has(decode(pair.split('=', 1)[0] ?? '')))
  const own = params.map(([name, value]) => `${encode(name)}=${encode(value)}`)
  return `${path}?${[...kept, ...own].join('&')}${hash.length > 0 ? `#${hash.join('#')}` : ''}`
}
