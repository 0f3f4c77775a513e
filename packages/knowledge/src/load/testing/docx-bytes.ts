import { strToU8, zipSync } from 'fflate'

const TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
const relationships = (entries: string) =>
  `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries}</Relationships>`
const TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'

export function wordDocument(body: string): string {
  return `<w:document ${NAMESPACES}><w:body>${body}</w:body></w:document>`
}

export function paragraph(text: string): string {
  return `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`
}

/** A .docx with this main part; `links` are relationships of the main part, `more` are further entries. */
export function docxBytes(
  documentXml: string,
  links = '',
  more: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array {
  return zipSync({
    '[Content_Types].xml': strToU8(TYPES),
    '_rels/.rels': strToU8(
      relationships(`<Relationship Id="r1" Type="${TYPE}/officeDocument" Target="word/document.xml"/>`),
    ),
    'word/document.xml': strToU8(documentXml),
    'word/_rels/document.xml.rels': strToU8(relationships(links)),
    ...more,
  })
}
