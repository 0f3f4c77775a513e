/** A PDF of the given objects, numbered from 1; the first is the catalog. Readers rebuild its missing index. */
export function pdfBytes(objects: readonly string[]): Uint8Array {
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('')
  return new TextEncoder().encode(`%PDF-1.4\n${body}trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n`)
}

export function pdfStream(content: string, entries = ''): string {
  return `<<${entries}/Length ${content.length}>>stream\n${content}\nendstream`
}

/** A PDF of one page whose content, in bytes, has these entries in its dictionary. */
export function packedPagePdf(content: Uint8Array, entries: string): Uint8Array {
  const [before = '', after = ''] = new TextDecoder()
    .decode(onePagePdf('@'))
    .replace('<</Length 1>>', `<<${entries}/Length ${content.length}>>`)
    .split('@')
  const [start, end] = [before, after].map((part) => new TextEncoder().encode(part))
  return Uint8Array.from([...(start ?? []), ...content, ...(end ?? [])])
}

/** A PDF of one page that paints `content` with Helvetica as /A. */
export function onePagePdf(content: string): Uint8Array {
  return pdfBytes([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</A 5 0 R>>>>>>',
    pdfStream(content),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ])
}
