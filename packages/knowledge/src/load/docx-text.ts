/** Parts of a Word document in which people write. */
const WRITTEN = /^word\/(?:document\d*|footnotes|endnotes)\.xml$/

const FORMULA_TEXT = /<m:t(?:\s[^>]*)?>([^<]*)<\/m:t>/g
/** What stands around them, and means nothing to mammoth. */
const AROUND = /<\/?(?:w:ruby(?:Base)?|m:oMathPara)(?:\s[^>]*)?>/g

/** Brings texts that mammoth leaves out into a form that it reads: those of formulas, and characters with readings. */
export function withLostTexts(parts: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  return new Map([...parts].map(([name, bytes]) => [name, WRITTEN.test(name) ? rewrite(bytes) : bytes]))
}

function rewrite(bytes: Uint8Array): Uint8Array {
  const xml = new TextDecoder().decode(bytes)
  if (!/<m:oMath|<w:ruby/.test(xml)) return bytes
  const formulas = replaceElements(xml, 'm:oMath', (formula) => {
    const texts = [...formula.matchAll(FORMULA_TEXT)].map(([, text = '']) => text)
    return `<w:r><w:t xml:space="preserve">${texts.join('')}</w:t></w:r>`
  })
  // The readings, and how they stand.
  const bare = ['w:rt', 'w:rubyPr'].reduce((text, name) => replaceElements(text, name, () => ''), formulas)
  return new TextEncoder().encode(bare.replace(AROUND, ''))
}

/** Puts something else in the place of elements that hold none of their own kind. */
function replaceElements(xml: string, name: string, make: (element: string) => string): string {
  const parts: string[] = []
  const close = `</${name}>`
  let done = 0
  for (let at = xml.indexOf(`<${name}`); at >= 0; at = xml.indexOf(`<${name}`, at + 1)) {
    if (!/[\s>]/.test(xml.charAt(at + name.length + 1))) continue
    const end = xml.indexOf(close, at)
    if (end < 0) break
    parts.push(xml.slice(done, at), make(xml.slice(at, end)))
    done = end + close.length
    at = done - 1
  }
  return parts.join('') + xml.slice(done)
}
