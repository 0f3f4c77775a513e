const PRIVATE_V4 = [/^0\./, /^10\./, /^127\./, /^169\.254\./, /^172\.(?:1[6-9]|2\d|3[01])\./, /^192\.168\./]

/**
 * Whether a host, as the URL parser writes it, is on this machine or in a private network. Browsers hold such requests
 * back from public pages. Names are judged by how they look, not looked up.
 * @internal
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || /\.(?:localhost|local|internal|home\.arpa)$/.test(host)) return true
  if (host.includes(':')) return host === '::1' || host === '::' || /^(?:f[cd]|fe[89ab])/.test(host)
  return PRIVATE_V4.some((range) => range.test(host))
}
