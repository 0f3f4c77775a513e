/** A media type without its parameters, in lower case. */
export function essenceOf(mimeType: string | undefined): string {
  return (mimeType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

/** The encoding that a media type names. */
export function charsetOf(mimeType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*["']?([\w.:-]{2,40})/i.exec(mimeType ?? '')?.[1]
}
