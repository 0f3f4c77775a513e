const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
/** Elements that HTML closes by itself when the next one comes. */
const SELF_CLOSING = new Set('p li dt dd option tr td th thead tbody tfoot'.split(' '))

/**
 * How deep the elements of HTML or XML nest, seen from the tags alone and without recursion; stops counting above
 * `limit`. An estimate for HTML, where tags may be left out, and exact for well-formed XML.
 */
export function nestingOf(markup: string, limit: number, xml = false): number {
  let depth = 0
  let deepest = 0
  for (let at = markup.indexOf('<'); at >= 0 && deepest <= limit; ) {
    const skipped = skipTo(markup, at)
    if (skipped > at) {
      at = markup.indexOf('<', skipped)
      continue
    }
    const end = markup.indexOf('>', at)
    if (end < 0) break
    const closing = markup.charAt(at + 1) === '/'
    const name = /^[a-z][^\s/>]*/i.exec(markup.slice(at + (closing ? 2 : 1), Math.min(end, at + 64)))?.[0]
    if (name !== undefined) {
      const alone = markup.charAt(end - 1) === '/' && !closing
      const ignored = !xml && (VOID.has(name.toLowerCase()) || SELF_CLOSING.has(name.toLowerCase()))
      if (!alone && !ignored) {
        depth = Math.max(0, depth + (closing ? -1 : 1))
        deepest = Math.max(deepest, depth)
      }
    }
    at = markup.indexOf('<', name === undefined ? at + 1 : end)
  }
  return deepest
}

/** The end of a comment, CDATA section or instruction that starts here, or the same place. */
function skipTo(markup: string, at: number): number {
  for (const [start, stop] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (!markup.startsWith(start, at)) continue
    const end = markup.indexOf(stop, at + start.length)
    return end < 0 ? markup.length : end + stop.length
  }
  return at
}
