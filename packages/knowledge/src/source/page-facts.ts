import { Parser } from 'htmlparser2'
import { decodeText } from '../load/decode-text.ts'
import { readAddress } from './address.ts'

/** More links than this come from machines. */
const MAX_LINKS = 5_000
const MAX_TITLE_CHARS = 300

/** What a page says about itself and where it leads. */
export interface PageFacts {
  readonly title: string
  readonly canonical: URL | undefined
  /** Without fragments, each once, in order. */
  readonly links: readonly URL[]
  readonly isIndexable: boolean
  readonly isFollowable: boolean
}

/** Reads a page's facts in one pass over its tags, without building a tree. */
export function pageFacts(bytes: Uint8Array, url: URL, charset: string | undefined): PageFacts {
  const { text } = decodeText(bytes, charset)
  const links = new Map<string, URL>()
  let base = url.href
  let title = ''
  let canonical: URL | undefined
  let robots = ''
  let openTitle = false
  let isTitled = false
  let depthOfPicture = 0
  const parser = new Parser({
    onopentag(name, attributes) {
      // The title of a drawing is not the page's.
      if (name === 'svg') depthOfPicture++
      if (name === 'title' && !isTitled && depthOfPicture === 0) openTitle = true
      if (name === 'base' && attributes.href) base = readAddress(attributes.href, url.href)?.href ?? base
      if (name === 'meta' && /^robots$/i.test(attributes.name ?? ''))
        robots += `,${attributes.content ?? ''}`.toLowerCase()
      if (name === 'link' && /(?:^|\s)canonical(?:\s|$)/i.test(attributes.rel ?? '') && attributes.href)
        canonical ??= readAddress(attributes.href, base)
      if ((name === 'a' || name === 'area') && attributes.href !== undefined && links.size < MAX_LINKS) {
        const target = readAddress(attributes.href.trim(), base)
        if (target) links.set(target.href, target)
      }
    },
    ontext(text) {
      if (openTitle && title.length < MAX_TITLE_CHARS) title += text
    },
    onclosetag(name) {
      if (name === 'svg') depthOfPicture--
      if (name !== 'title' || !openTitle) return
      openTitle = false
      isTitled = title.trim() !== ''
    },
  })
  parser.end(text)
  const rules = new Set(robots.split(/[\s,]+/))
  return {
    title: title.replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE_CHARS).toWellFormed(),
    canonical,
    links: [...links.values()],
    isIndexable: !rules.has('noindex') && !rules.has('none'),
    isFollowable: !rules.has('nofollow') && !rules.has('none'),
  }
}
