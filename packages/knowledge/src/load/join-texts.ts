import type { DocumentText } from '@skep/client'

/** Several texts as one, with an empty line between them and their headings where they are then. */
export function joinTexts(texts: readonly DocumentText[]): DocumentText {
  const parts: string[] = []
  const headings: DocumentText['headings'][number][] = []
  let length = 0
  for (const { text, headings: own } of texts) {
    if (text === '') continue
    if (length > 0) {
      parts.push('\n\n')
      length += 2
    }
    for (const heading of own) headings.push({ ...heading, start: heading.start + length })
    parts.push(text)
    length += text.length
  }
  return { text: parts.join(''), pages: [], headings }
}

/** A line that is a heading. */
export function headingText(level: number, title: string): DocumentText {
  const text = title.replace(/\s+/g, ' ').trim()
  return { text, pages: [], headings: text === '' ? [] : [{ level, text, start: 0 }] }
}
