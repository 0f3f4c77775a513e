/** Base64 of a text's UTF-8 bytes. @internal */
export function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

/**
 * The forms in which a secret may come back: as it is, in an address, in a form, inside JSON, in Base64. A server that
 * repeats a request in its answer gives back any of them.
 * @internal
 */
export function secretForms(secret: string): readonly string[] {
  const encoded = encodeURIComponent(secret.toWellFormed())
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1)
  const inJson = JSON.stringify(secret).slice(1, -1)
  return [...new Set([secret, encoded, inForm, inJson, toBase64(secret)])]
}
