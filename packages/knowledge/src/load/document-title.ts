import type { LoadedDocument, SourceFile } from './types.ts'

const MAX_TITLE_CHARS = 200
/** A heading further down is one of a part. */
const START_CHARS = 300
/** What programs write where nobody gave a title. */
const PLACEHOLDER =
  /^(?:untitled|unnamed|no title|(?:power\s?point )?presentation|slide|document|dokument|book|mappe|sheet|title|titel|ohne titel|sans titre)[\s\d._-]*$/i
/** What printing to a PDF puts before the name of a file. */
const PRINTED = /^microsoft (?:word|excel|powerpoint) - /i
const EXTENSION = /\.[a-z][a-z0-9]{0,4}$/i

/**
 * What a document is called: what it says of itself, else the heading that it begins with, else its name without the
 * ending.
 */
export function titleOf(
  { title = '', headings, format }: Pick<LoadedDocument, 'title' | 'headings' | 'format'>,
  { name }: Pick<SourceFile, 'name'>,
): string {
  const own = tidyTitle(PRINTED.test(title) ? withoutExtension(title.replace(PRINTED, '')) : title)
  if (own !== '' && !PLACEHOLDER.test(own)) return own
  // The headings of a workbook are the names of its sheets.
  const [first] = format === 'xlsx' ? [] : headings
  const heading = first && first.level === 1 && first.start < START_CHARS ? tidyTitle(first.text) : ''
  return heading || tidyTitle(withoutExtension(name).replace(/_+/g, ' '))
}

function withoutExtension(name: string): string {
  return name.replace(EXTENSION, '') || name
}

function tidyTitle(title: string): string {
  return title.replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE_CHARS).toWellFormed()
}
