import { SkepError } from '@skep/schema'
import { contentHash } from '../ingest/content-hash.ts'
import { charsetOf, essenceOf } from '../load/mime-type.ts'
import { requireAddress } from './address.ts'
import { type Fetched, type FetchSourceOptions, fetchSource, requireSuccess } from './fetch-source.ts'
import { type PageFacts, pageFacts } from './page-facts.ts'
import type { SourceContent } from './types.ts'

/** A page or file of the web as a document. */
export interface ReadPage {
  readonly content: SourceContent
  /** Where the bytes came from, after redirects. */
  readonly url: URL
  /** Only of HTML. */
  readonly facts: PageFacts | undefined
}

/** Types that hold no text to search. */
const UNREADABLE = /^(?:image|audio|video|font)\/|^text\/(?:css|javascript)$|javascript$|^application\/wasm$/

function isHtml(mimeType: string, bytes: Uint8Array): boolean {
  const type = essenceOf(mimeType)
  if (type === 'text/html' || type === 'application/xhtml+xml') return true
  if (type !== '' && type !== 'text/plain' && type !== 'application/octet-stream') return false
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 512))
  return /^\s*(?:<!--[^>]*>\s*)?<(?:!doctype html|html)[\s>]/i.test(head)
}

/** The name that a file has at its address, without what paths can hurt with. */
function fileName(url: URL): string {
  const last = url.pathname.split('/').findLast((part) => part !== '') ?? ''
  try {
    return decodeURIComponent(last)
      .replace(/[\p{Cc}\\/]/gu, ' ')
      .trim()
  } catch {
    return last // not every percent sign is an escape
  }
}

/**
 * What was fetched as a document: bytes and type as they came, a title, and as its key the address that the page itself
 * calls the right one, as long as that is of the same origin.
 * @throws `DOCUMENT_TYPE_UNSUPPORTED`, `DOCUMENT_EMPTY`
 */
export async function toReadPage({ url, headers, body }: Fetched): Promise<ReadPage> {
  const mimeType = headers.get('content-type') ?? ''
  const type = essenceOf(mimeType)
  if (UNREADABLE.test(type)) {
    throw new SkepError(
      'DOCUMENT_TYPE_UNSUPPORTED',
      `At this address is no page or document but data of the type ${type}. Give the address of a page.`,
      { mimeType: type },
    )
  }
  if (body.length === 0) {
    throw new SkepError('DOCUMENT_EMPTY', 'The page at this address is empty. Check the address.')
  }
  const facts = isHtml(mimeType, body) ? pageFacts(body, url, charsetOf(mimeType)) : undefined
  const key = facts?.canonical?.origin === url.origin ? facts.canonical.href : url.href
  return {
    content: {
      key,
      name: facts?.title || fileName(url) || url.host,
      mimeType: facts && type !== 'application/xhtml+xml' ? withType(mimeType, 'text/html') : mimeType,
      url: key,
      bytes: body,
      version: `sha256:${await contentHash(body)}`,
    },
    url,
    facts,
  }
}

function withType(mimeType: string, type: string): string {
  const charset = charsetOf(mimeType)
  return charset === undefined ? type : `${type}; charset=${charset}`
}

/**
 * Reads one page of the web by the host's fetcher.
 * @throws codes `HTTP_*`, `DOCUMENT_TYPE_UNSUPPORTED`, `DOCUMENT_EMPTY`, `CALL_ABORTED`
 */
export async function readPage(address: string, options: FetchSourceOptions): Promise<ReadPage> {
  const fetched = await fetchSource(requireAddress(address), options)
  requireSuccess(fetched)
  return toReadPage(fetched)
}
