/** A kind of file that is not read, and what to save it as. */
export interface OldFormat {
  /** With its article. */
  readonly what: string
  readonly saveAs: string
}

/** By extension. */
export const OLD_FORMATS: Readonly<Record<string, OldFormat>> = {
  doc: { what: 'an old Word document (.doc)', saveAs: 'DOCX or PDF' },
  dot: { what: 'an old Word template (.dot)', saveAs: 'DOCX or PDF' },
  xls: { what: 'an old Excel workbook (.xls)', saveAs: 'XLSX or CSV' },
  xlt: { what: 'an old Excel template (.xlt)', saveAs: 'XLSX or CSV' },
  xlsb: { what: 'a binary Excel workbook (.xlsb)', saveAs: 'XLSX or CSV' },
  ppt: { what: 'an old PowerPoint presentation (.ppt)', saveAs: 'PPTX or PDF' },
  pps: { what: 'an old PowerPoint show (.pps)', saveAs: 'PPTX or PDF' },
  msg: { what: 'an Outlook message (.msg)', saveAs: 'EML, HTML or plain text' },
  rtf: { what: 'a Rich Text file (.rtf)', saveAs: 'DOCX or PDF' },
  ods: { what: 'an OpenDocument spreadsheet (.ods)', saveAs: 'XLSX or CSV' },
  odp: { what: 'an OpenDocument presentation (.odp)', saveAs: 'PPTX or PDF' },
  pages: { what: 'a Pages document (.pages)', saveAs: 'DOCX or PDF' },
  numbers: { what: 'a Numbers spreadsheet (.numbers)', saveAs: 'XLSX or CSV' },
  key: { what: 'a Keynote presentation (.key)', saveAs: 'PPTX or PDF' },
  mobi: { what: 'a Kindle book (.mobi)', saveAs: 'EPUB or PDF' },
}

/** Streams of an OLE container, as its directory names them, and the extension of what they make. */
const OLE_STREAMS: readonly (readonly [name: string, extension: string])[] = [
  ['WordDocument', 'doc'],
  ['PowerPoint Document', 'ppt'],
  ['__substg1.0_', 'msg'],
  ['Workbook', 'xls'],
]

/** The extension of an OLE file by what it holds. */
export function oleExtension(bytes: Uint8Array): string | undefined {
  return OLE_STREAMS.find(([name]) => holdsUtf16(bytes, name))?.[1]
}

/** Whether a name stands somewhere in UTF-16, as the directories of OLE files write theirs. */
export function holdsUtf16(bytes: Uint8Array, name: string): boolean {
  const needle = [...name].flatMap((letter) => [letter.charCodeAt(0), 0])
  const first = needle[0] ?? 0
  for (let at = bytes.indexOf(first); at >= 0 && at < bytes.length; at = bytes.indexOf(first, at + 1)) {
    if (needle.every((byte, i) => bytes[at + i] === byte)) return true
  }
  return false
}
