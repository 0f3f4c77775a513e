const KEY_SHAPES =
  /\b(?:(?:sk|pk|rk|gsk|key|xai)[-_]|Bearer )[A-Za-z0-9_*-]{6,}|\bAIza[\w-]{10,}|[A-Za-z0-9_-]{40,}/g
const LONGEST = 200
/** Any run of this many characters that a server repeats from the request counts as the user's own text. */
const ECHO = 24

/**
 * What may be shown of a server's own words: no key, nothing shaped like one, nothing repeated from the request,
 * at most 200 characters. Undefined when nothing is left.
 * @internal
 */
export function scrubDetail(
  detail: string | undefined,
  secrets: { readonly key: string | undefined; readonly sent: string },
): string | undefined {
  if (detail === undefined) return undefined
  const withoutKey = secrets.key ? detail.replaceAll(secrets.key, '***') : detail
  const clean = withoutKey.replaceAll(KEY_SHAPES, '***').replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST)
  if (clean === '') return undefined
  const sent = secrets.sent.replaceAll(/\s+/g, ' ')
  for (let start = 0; start + ECHO <= clean.length; start++) {
    if (sent.includes(clean.slice(start, start + ECHO))) return undefined
  }
  return clean
}
