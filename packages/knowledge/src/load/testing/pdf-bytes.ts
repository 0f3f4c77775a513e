/** A PDF of the given objects, numbered from 1; the first is the catalog. Readers rebuild its missing index. */
export function pdfBytes(objects: readonly string[]): Uint8Array {
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('')
  return new TextEncoder().encode(`%PDF-1.4\n${body}trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n`)
}

export function pdfStream(content: string, entries = ''): string {
  return `<<${entries}/Length ${content.length}>>stream\n${content}\nendstream`
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
