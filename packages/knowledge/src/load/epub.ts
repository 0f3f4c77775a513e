import type { DocumentText } from '@skep/client'
import { damaged, noText, tooLarge, warning } from './document-errors.ts'
import { lockedBook, readPackage } from './epub-package.ts'
import { findEncoding } from './find-encoding.ts'
import { parseDocument } from './html.ts'
import { htmlToText } from './html-to-text.ts'
import { headingText, joinTexts } from './join-texts.ts'
import { nestingOf } from './nesting.ts'
import { createPacer } from './pacer.ts'
import type { Loader } from './types.ts'
import { decodeXml } from './xml-events.ts'
import { unpack } from './zip.ts'

/** Where a book's own title page ends at the latest. */
const START_CHARS = 2_000
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/i

/** Everything that may hold text or lead to it: chapters can have any name. */
function isBookPart(name: string): boolean {
  return !/\.(?:png|jpe?g|gif|webp|avif|svgz?|bmp|tiff?|ttf|otf|woff2?|mp[34]|m4[av]|ogg|webm|wav|css|js|pdf)$/i.test(
    name,
  )
}

/** XHTML may close any element by itself, and HTML would take `<title/>` for a title without an end. */
function toHtml(xhtml: string): string {
  return xhtml.replace(/<([a-z][\w:-]{0,40})((?:\s[^<>]*)?)\/>/gi, (whole, name: string, rest: string) =>
    VOID.test(name) ? whole : `<${name}${rest}></${name}>`,
  )
}

/** E-books: the title, then the chapters in reading order. */
export const load: Loader = async (file, { signal, onProgress, limits }) => {
  const pacer = createPacer(signal)
  const total = file.bytes.length
  const parts = await unpack(file.bytes, isBookPart, limits, pacer)
  const { title, creators, chapters } = await readPackage(parts, limits, pacer)
  const texts: DocumentText[] = []
  let missing = 0
  for (const [at, part] of chapters.entries()) {
    const bytes = parts.get(part)
    if (bytes && findEncoding(bytes) === null && parts.has('META-INF/rights.xml')) throw lockedBook()
    if (!bytes || findEncoding(bytes) === null) missing++
    else {
      if (bytes.length > limits.maxMarkupBytes)
        throw tooLarge('A chapter is very large.', limits.maxMarkupBytes)
      const html = toHtml(decodeXml(bytes))
      if (nestingOf(html, limits.maxDepth) > limits.maxDepth)
        throw damaged('A chapter of the e-book is nested too deeply.')
      texts.push(await htmlToText(parseDocument(html).documentElement, signal))
    }
    onProgress({ unit: 'bytes', done: Math.round((total * (at + 1)) / chapters.length), total })
    await pacer.rest()
  }
  if (texts.every(({ text }) => text.trim() === '')) {
    if (missing > 0) throw damaged('The e-book is cut off or damaged.')
    throw noText('The e-book holds no text, only pictures. Upload an edition that holds text.')
  }
  const book = joinTexts(texts)
  const start = book.text.slice(0, START_CHARS)
  const by = creators.join(', ')
  // Most books begin with a page that says both.
  const cover = [
    ...(start.includes(title) ? [] : [headingText(1, title)]),
    { text: by === '' || start.includes(by) ? '' : `By ${by}`, pages: [], headings: [] },
  ]
  return {
    ...joinTexts([...cover, book]),
    ...(title === '' ? {} : { title }),
    warnings:
      missing > 0
        ? [
            warning('DOCUMENT_DAMAGED', 'Some chapters of the e-book are missing or damaged.', {
              chapters: missing,
            }),
          ]
        : [],
    format: 'epub',
  }
}
