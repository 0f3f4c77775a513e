import { decodeEntities } from './decode-entities.ts'

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** A link that may be shown. @internal */
export interface SafeUrl {
  readonly href: string
  /** Where it really leads, for the reader. */
  readonly host: string
}

/**
 * The address of a link, after parsing as a browser does; null for anything but http, https and mailto.
 * Names and passwords in the address are dropped: they exist to hide the host.
 * @internal
 */
export function safeUrl(raw: string): SafeUrl | null {
  const url = parse(raw)
  if (!url || !SCHEMES.has(url.protocol)) return null
  if (url.protocol === 'mailto:') {
    const address = url.pathname
    return address === '' ? null : { href: `mailto:${address}`, host: address }
  }
  url.username = ''
  url.password = ''
  return { href: url.href, host: url.host }
}

/** The address of an image whose origin the host has allowed, or null. @internal */
export function allowedImage(raw: string, allowedOrigins: readonly string[]): string | null {
  const url = parse(raw)
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return null
  return allowedOrigins.includes(url.origin) ? url.href : null
}

// Relative addresses mean nothing in an answer, so there is no base.
function parse(raw: string): URL | null {
  return URL.canParse(decodeEntities(raw)) ? new URL(decodeEntities(raw)) : null
}

/** Whether a link's text names another place than the one it leads to. @internal */
export function hidesHost(text: string, url: SafeUrl): boolean {
  const named = /(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/u.exec(text)
  return named !== null && !url.host.toLowerCase().endsWith(named[0].toLowerCase())
}
