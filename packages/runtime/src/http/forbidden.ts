/*
 * What a page may not send: the list of forbidden request headers of the Fetch standard, and `User-Agent`, which the
 * standard allows but Chromium drops without a word. fetch() would leave them out in silence.
 */

const FORBIDDEN: ReadonlySet<string> = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'permissions-policy',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
])

/** Servers may take the method from these; a forbidden method in them is forbidden too. */
const OVERRIDES: ReadonlySet<string> = new Set([
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
])

/** @internal */
export function isForbiddenMethod(method: string): boolean {
  return /^(?:connect|trace|track)$/i.test(method.trim())
}

/** @internal */
export function isForbiddenHeader(name: string, value: string): boolean {
  const lower = name.toLowerCase()
  if (FORBIDDEN.has(lower) || lower.startsWith('proxy-') || lower.startsWith('sec-')) return true
  return OVERRIDES.has(lower) && value.split(',').some(isForbiddenMethod)
}
