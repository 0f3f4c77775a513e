import { Readability } from '@mozilla/readability'
import { SkepError } from '@skep/schema'
import { parseHTML } from 'linkedom/worker'
import { decodeText } from './decode-text.ts'
import { damaged, tooLarge } from './document-errors.ts'
import { htmlToText, plainText } from './html-to-text.ts'
import { charsetOf } from './mime-type.ts'
import { nestingOf } from './nesting.ts'
import type { Loader } from './types.ts'

/** Deeper pages are not written by people; the DOM below us costs more with every level. */
const MAX_PARSED_DEPTH = 4_000
/** Each costs about 10 µs, so this many take some ten seconds. */
const MAX_TAGS = 1_000_000
/** The search for an article uses its document up, so larger pages would be parsed twice at some cost. */
const MAX_ARTICLE_TAGS = 40_000
/** The article is taken only when it has most of the page's text: losing content is worse than keeping a menu. */
const ARTICLE_SHARE = 0.5
const ARTICLE_MIN_CHARS = 250

function countTags(html: string): number {
  let count = 0
  for (let at = html.indexOf('<'); at >= 0 && count <= MAX_TAGS; at = html.indexOf('<', at + 1)) count++
  return count
}

/** The encoding that a page names in its first bytes, as browsers look for it. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
  const found =
    /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,30})/i.exec(head) ??
    /^\s*<\?xml[^>]{1,150}encoding\s*=\s*["']([\w.:-]{2,30})/.exec(head)
  return found?.[1]
}

/** A page's document. What linkedom builds only looks like the DOM's types; we use what both have. */
export function parseDocument(html: string): Document {
  const whole = /<html[\s>]/i.test(html.slice(0, 4096))
    ? html
    : `<!doctype html><html><body>${html}</body></html>`
  return parseHTML(whole).document as unknown as Document // linkedom types its own classes
}

/** What a page is called; not the titles of its drawings. */
function titleOf(document: Document): { readonly title?: string } {
  const element = [...document.querySelectorAll('title')].find((each) => !each.closest('svg'))
  const title = element?.textContent?.trim()
  return title ? { title } : {}
}

/** The article of a page as a node, when one stands out; the document is used up by the search. */
function findArticle(document: Document, wholeLength: number): { title: string; node: Node } | undefined {
  try {
    const article = new Readability<Node>(document, {
      serializer: (node) => node,
      maxElemsToParse: 100_000,
    }).parse()
    const node = article?.content
    if (!node) return undefined
    const length = plainText(node).replace(/\s+/g, ' ').length
    if (length < ARTICLE_MIN_CHARS || length < wholeLength * ARTICLE_SHARE) return undefined
    return { title: (article.title ?? '').trim(), node }
  } catch {
    // Readability throws on pages of unusual shape; the whole page is then the text.
    return undefined
  }
}

/** Web pages: the article where there is one, else the whole page. Nothing that the page refers to is fetched. */
export const load: Loader = async (file, { signal, limits }) => {
  if (file.bytes.length > limits.maxMarkupBytes)
    throw tooLarge('The web page is very large.', limits.maxMarkupBytes)
  const { text: html, warnings } = decodeText(
    file.bytes,
    charsetOf(file.mimeType) ?? declaredEncoding(file.bytes),
  )
  const depth = nestingOf(html, MAX_PARSED_DEPTH)
  if (depth > MAX_PARSED_DEPTH) throw damaged('The web page is nested too deeply.')
  const tags = countTags(html)
  if (tags > MAX_TAGS) {
    throw new SkepError(
      'DOCUMENT_TOO_LARGE',
      `The web page has more than ${MAX_TAGS} elements. Divide it into smaller files.`,
      { limit: MAX_TAGS },
    )
  }
  if (tags > MAX_ARTICLE_TAGS || depth > limits.maxDepth) {
    const document = parseDocument(html)
    const title = titleOf(document)
    return { ...(await htmlToText(document.documentElement, signal)), ...title, warnings, format: 'html' }
  }
  const document = parseDocument(html)
  const title = titleOf(document)
  const body = document.body ?? document.documentElement
  const wholeLength = plainText(body).replace(/\s+/g, ' ').length
  const article = findArticle(document, wholeLength)
  if (!article) {
    const again = parseDocument(html)
    return { ...(await htmlToText(again.documentElement, signal)), ...title, warnings, format: 'html' }
  }
  const content = await htmlToText(article.node, signal)
  // The search takes the heading that repeats the title out of the article; here it is the document's first line.
  const titled = article.title !== '' && !content.text.startsWith(article.title)
  const before = titled ? `${article.title}\n\n` : ''
  return {
    text: before + content.text,
    pages: [],
    headings: [
      ...(titled ? [{ level: 1, text: article.title, start: 0 }] : []),
      ...content.headings.map((heading) => ({ ...heading, start: heading.start + before.length })),
    ],
    // Without the name of the site, which pages put behind it.
    ...(article.title === '' ? title : { title: article.title }),
    warnings,
    format: 'html',
  }
}
