const WIRE_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type'])

/**
 * A fetch that sends only what the wire format needs. The `openai` package adds `x-stainless-*` headers, which fail the
 * CORS preflight of many servers, and in Node headers from environment variables, which are nobody's business.
 * @internal
 */
export function plainFetch(
  own: typeof fetch,
  options: {
    readonly key: string | undefined
    readonly headers: Readonly<Record<string, string>>
    /** Azure takes the key in a header of its own. */
    readonly keyHeader?: 'authorization' | 'api-key'
  },
): typeof fetch {
  return (input, init) => {
    const headers = new Headers()
    new Headers(init?.headers).forEach((value, name) => {
      // The boundary of a form is the browser's to choose; the library sets none for forms.
      if (WIRE_HEADERS.has(name)) headers.set(name, value)
    })
    if (options.key) {
      if (options.keyHeader === 'api-key') headers.set('api-key', options.key)
      else headers.set('authorization', `Bearer ${options.key}`)
    }
    for (const [name, value] of Object.entries(options.headers)) headers.set(name, value)
    return own(input, { ...init, headers })
  }
}
