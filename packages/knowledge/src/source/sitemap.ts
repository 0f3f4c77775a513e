import { Parser } from 'htmlparser2'
import { decodeText } from '../load/decode-text.ts'
import { readAddress } from './address.ts'
import { DEFAULT_MAX_BYTES, type FetchSourceOptions, fetchSource } from './fetch-source.ts'

import { throwIfStopped } from './source-error.ts'

/** As sitemaps.org has it. */
const MAX_ADDRESSES = 50_000
const MAX_MAPS = 50
const MAX_INFLATED_BYTES = 50 * 1024 * 1024

interface SitemapFile {
  readonly pages: readonly URL[]
  readonly maps: readonly URL[]
}

/** Reads a sitemap or an index of sitemaps, or a plain list of addresses, one a line. */
export function parseSitemap(bytes: Uint8Array, url: URL): SitemapFile {
  const { text } = decodeText(bytes)
  const pages: URL[] = []
  const maps: URL[] = []
  const add = (list: URL[], address: string): void => {
    const found = readAddress(address.trim(), url.href)
    if (found && list.length < MAX_ADDRESSES) list.push(found)
  }
  if (!text.trimStart().startsWith('<')) {
    for (const line of text.split('\n')) if (/^\s*https?:/i.test(line)) add(pages, line)
    return { pages, maps }
  }
  const path: string[] = []
  let address = ''
  const parser = new Parser(
    {
      onopentagname(name) {
        path.push(localName(name))
        address = ''
      },
      ontext(part) {
        if (path.at(-1) === 'loc' && address.length < 4_000) address += part
      },
      onclosetag() {
        // Pictures and videos of a page have addresses of their own below it.
        if (path.at(-1) === 'loc' && path.at(-2) === 'url') add(pages, address)
        if (path.at(-1) === 'loc' && path.at(-2) === 'sitemap') add(maps, address)
        path.pop()
      },
    },
    { xmlMode: true },
  )
  parser.end(text)
  return { pages, maps }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase()
}

/** All pages that sitemaps name, following indexes. What cannot be fetched or read is left out. */
export async function readSitemaps(
  starts: readonly URL[],
  options: FetchSourceOptions & { readonly pause: () => Promise<void> },
): Promise<readonly URL[]> {
  const queue = [...starts]
  const seen = new Set<string>()
  const pages = new Map<string, URL>()
  for (let map = queue.shift(); map && seen.size < MAX_MAPS; map = queue.shift()) {
    if (seen.has(map.href)) continue
    seen.add(map.href)
    await options.pause()
    const file = await fetchSitemap(map, options)
    for (const page of file.pages) if (pages.size < MAX_ADDRESSES) pages.set(page.href, page)
    queue.push(...file.maps.slice(0, MAX_MAPS))
  }
  return [...pages.values()]
}

async function fetchSitemap(url: URL, options: FetchSourceOptions): Promise<SitemapFile> {
  try {
    const fetched = await fetchSource(url, { ...options, maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES })
    if (fetched.status < 200 || fetched.status >= 300) return { pages: [], maps: [] }
    return parseSitemap(await inflate(fetched.body), fetched.url)
  } catch {
    throwIfStopped(options.signal)
    // A site without a sitemap is read by its links.
    return { pages: [], maps: [] }
  }
}

/** Sitemaps are often kept packed, and then no server unpacks them on the way. */
async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip')) // never shared memory here
  const reader = stream.getReader()
  const whole: Uint8Array[] = []
  let size = 0
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    size += step.value.byteLength
    if (size > MAX_INFLATED_BYTES) {
      await reader.cancel()
      break
    }
    whole.push(step.value)
  }
  return new Uint8Array(await new Blob(whole as BlobPart[]).arrayBuffer())
}
