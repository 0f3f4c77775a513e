import { decodeText } from './decode-text.ts'
import { damaged, noText, tooLarge, warning } from './document-errors.ts'
import { charsetOf } from './mime-type.ts'
import { createPacer } from './pacer.ts'
import type { Loader } from './types.ts'
import { decodeXml, readXml, type XmlAttributes } from './xml-events.ts'

/** A record longer than this is written line by line. */
const MAX_RECORD_CHARS = 1_000

/** What has come of an element. */
interface Element {
  /** One line or several. */
  readonly line: string
  /** All text in it. */
  readonly text: string
  /** Has no elements in it. */
  readonly isLeaf: boolean
  /** May stand in running text: has text of its own, or no elements. */
  readonly isInline: boolean
}

/** An element that is open. */
interface Frame {
  readonly name: string
  readonly attributes: string
  /** Texts and elements in their order. */
  readonly parts: (string | Element)[]
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Attributes that say something about content; those of XML itself do not. */
function attributesText(attributes: XmlAttributes): string {
  const prefixed = [...attributes.keys()].filter((name) => name.includes(':'))
  return [...attributes]
    .filter(([name, value]) => value.trim() !== '' && !/^xml|:/i.test(name))
    .filter(([name]) => !prefixed.some((other) => other.endsWith(`:${name}`)))
    .map(([name, value]) => `${name}: ${tidy(value)}`)
    .join('; ')
}

function isElement(part: string | Element): part is Element {
  return typeof part !== 'string'
}

function joined(texts: readonly string[], separator: string): string {
  return texts.filter((text) => text !== '').join(separator)
}

/** What an element becomes: text between elements is prose, elements without text are records. */
function close({ name, attributes, parts }: Frame): Element {
  const children = parts.filter(isElement)
  const readText = (): string => parts.map((part) => (isElement(part) ? part.text : part)).join('')
  if (children.length === 0) {
    const text = readText()
    const own = tidy(text)
    const value = own !== '' && attributes !== '' ? `${own} (${attributes})` : own || attributes
    // Several attributes are a record themselves.
    const isLeaf = own !== '' || !attributes.includes('; ')
    return { line: value === '' ? '' : `${name}: ${value}`, text, isLeaf, isInline: true }
  }
  const hasOwnText = parts.some((part) => !isElement(part) && part.trim() !== '')
  if (hasOwnText && children.every(({ isInline }) => isInline)) {
    const text = readText()
    return { line: tidy(text), text, isLeaf: false, isInline: true }
  }
  // The text of what is no part of a sentence is never asked for: a file would be kept once for each level.
  const rest = { text: '', isLeaf: false, isInline: false }
  const lines = parts.map((part) => (isElement(part) ? part.line : tidy(part)))
  const length = lines.reduce((sum, line) => sum + line.length, attributes.length)
  if (length <= MAX_RECORD_CHARS && !hasOwnText && children.every(({ isLeaf }) => isLeaf)) {
    const record = joined([attributes, ...lines], '; ')
    if (record.length <= MAX_RECORD_CHARS) return { line: record, ...rest }
  }
  return { line: joined([attributes && `${name}: ${attributes}`, ...lines], '\n'), ...rest }
}

/**
 * XML of any kind: an element of short elements is a record on one line, elements in running text are part of it.
 * For reading it stays as it is.
 */
export const load: Loader = async (file, { signal, limits, tables, onProgress }) => {
  const pacer = createPacer(signal)
  const total = file.bytes.length
  if (total > limits.maxMarkupBytes) throw tooLarge('The XML file is very large.', limits.maxMarkupBytes)
  const xml = decodeXml(file.bytes)
  if (tables === 'markdown') {
    const { text, warnings } = decodeText(file.bytes, charsetOf(file.mimeType))
    return { text, pages: [], headings: [], warnings, format: 'xml' }
  }
  const open: Frame[] = []
  const lines: string[] = []
  const isWhole = await readXml(
    xml,
    {
      open(name, attributes) {
        open.push({ name, attributes: attributesText(attributes), parts: [] })
      },
      text(text) {
        open.at(-1)?.parts.push(text)
      },
      close() {
        const frame = open.pop()
        if (!frame) return
        const parent = open.at(-1)
        const element = close(frame)
        if (parent) parent.parts.push(element)
        else lines.push(element.line)
      },
    },
    limits,
    pacer,
  )
  const text = lines.join('\n').trim()
  if (text === '') {
    if (!isWhole || !/<[^\s<>!?]/.test(xml)) throw damaged('The file is not XML, or cut off.')
    throw noText('The XML file holds no text. Upload one that does.')
  }
  onProgress({ unit: 'bytes', done: total, total })
  const warnings = isWhole
    ? []
    : [warning('DOCUMENT_DAMAGED', 'The XML of the file is not complete; what could be read was kept.')]
  return { text, pages: [], headings: [], warnings, format: 'xml' }
}
