import { SkepError } from '@skep/schema'
import { damaged, noText, warning } from './document-errors.ts'
import { isXmlPart, readTitle } from './office-parts.ts'
import { createPacer, type Pacer } from './pacer.ts'
import { markdownTable, tidy } from './table-text.ts'
import { createTextWriter } from './text-writer.ts'
import type { Loader, LoadLimits } from './types.ts'
import { readPart, type XmlHandler } from './xml-events.ts'
import { unpack } from './zip.ts'

/** What is not part of the text that a reader sees, or repeats it. */
const SKIPPED = new Set([
  'tracked-changes',
  'annotation',
  'table-of-content',
  'illustration-index',
  'table-index',
  'alphabetical-index',
  'note-citation',
  'ruby-text',
  'forms',
  'sequence-decls',
  'variable-decls',
  'user-field-decls',
  'binary-data',
  'desc',
])

/** Cells and spaces may be repeated by a number, and hostile files know high ones. */
const MAX_REPEATS = 1_000

/** A paragraph, or a cell that gathers paragraphs. */
interface Frame {
  readonly kind: 'p' | 'h' | 'cell'
  readonly level: number
  text: string
}

/** Which levels of which list styles are numbered: `L1 2`. */
function listStyleHandler(numbered: Set<string>): XmlHandler {
  let style = ''
  return {
    open(name, attributes) {
      if (name === 'list-style') style = attributes.get('name') ?? ''
      if (name === 'list-level-style-number' && attributes.get('num-format'))
        numbered.add(`${style} ${attributes.get('level')}`)
    },
  }
}

/** A list that is open. */
interface List {
  readonly style: string
  readonly isNumbered: boolean
  next: number
}

/** Puts the events of `content.xml` into blocks. Text boxes and notes inside of a paragraph come after it. */
function odtHandler(writer: ReturnType<typeof createTextWriter>, numbered: ReadonlySet<string>): XmlHandler {
  const frames: Frame[] = []
  const later: string[] = []
  const tables: string[][][] = []
  let cellRepeats = 1
  const lists: List[] = []
  let itemStarts = false
  let skipping = 0
  const isInTable = (): boolean => tables.length > 0
  const openList = (style: string): List => ({
    style,
    isNumbered: numbered.has(`${style} ${lists.length + 1}`),
    next: 1,
  })

  const emit = (kind: 'p' | 'h', level: number, text: string): void => {
    const cell = frames.findLast((frame) => frame.kind === 'cell')
    const list = lists.at(-1)
    if (cell) cell.text += `${cell.text === '' ? '' : ' '}${tidy(text)}`
    else if (frames.length > 0) later.push(text)
    else if (kind === 'h') writer.heading(level, text)
    else if (list) {
      const mark = list.isNumbered ? `${list.next++}.` : '-'
      if (itemStarts) writer.prefix(`${'  '.repeat(Math.min(6, lists.length - 1))}${mark} `)
      itemStarts = false
      writer.block(tidy(text), 1)
    } else writer.block(text.trim())
  }

  return {
    open(name, attributes) {
      if (skipping > 0 || SKIPPED.has(name)) {
        skipping++
        return
      }
      const frame = frames.at(-1)
      switch (name) {
        case 'p':
        case 'h':
          frames.push({
            kind: name,
            level: Math.min(9, Number(attributes.get('outline-level')) || 1),
            text: '',
          })
          break
        case 's':
          if (frame) frame.text += ' '.repeat(Math.min(MAX_REPEATS, Number(attributes.get('c')) || 1))
          break
        case 'tab':
          if (frame) frame.text += '\t'
          break
        case 'line-break':
          if (frame) frame.text += '\n'
          break
        case 'list':
          lists.push(openList(attributes.get('style-name') ?? lists.at(-1)?.style ?? ''))
          break
        case 'list-item':
          itemStarts = true
          break
        case 'table':
          tables.push([])
          break
        case 'table-row':
          tables.at(-1)?.push([])
          break
        case 'table-cell':
        case 'covered-table-cell':
          cellRepeats = Math.min(MAX_REPEATS, Number(attributes.get('number-columns-repeated')) || 1)
          frames.push({ kind: 'cell', level: 0, text: '' })
      }
    },
    text(text) {
      const frame = frames.at(-1)
      if (skipping === 0 && frame && frame.kind !== 'cell') frame.text += text.replace(/\s+/g, ' ')
    },
    close(name) {
      if (skipping > 0) {
        skipping--
        return
      }
      switch (name) {
        case 'p':
        case 'h': {
          const frame = frames.pop()
          if (frame && frame.kind !== 'cell') emit(frame.kind, frame.level, frame.text)
          if (frames.length === 0) for (const text of later.splice(0)) emit('p', 0, text)
          break
        }
        case 'list':
          lists.pop()
          if (lists.length === 0 && !isInTable()) writer.endBlock(2)
          break
        case 'table-cell':
        case 'covered-table-cell': {
          const text = frames.pop()?.text ?? ''
          // Empty cells are repeated to the end of the sheet; they stand for nothing.
          const row = tables.at(-1)?.at(-1)
          for (let i = 0; row && i < (text === '' ? 1 : cellRepeats); i++) row.push(text)
          break
        }
        case 'table': {
          const rows = tables.pop()?.filter((row) => row.some((cell) => cell !== '')) ?? []
          if (rows.length === 0) break
          const outer = frames.findLast((frame) => frame.kind === 'cell')
          if (outer) outer.text += ` ${rows.flat().join(' ')}`
          else if (rows.every((row) => row.length < 2)) writer.block(rows.flat().join('\n'))
          else writer.block(markdownTable(rows))
        }
      }
    },
  }
}

/** Whether the list of a document's files says that they are encrypted. */
async function isEncrypted(
  manifest: Uint8Array | undefined,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<boolean> {
  let found = false
  await readPart(
    manifest,
    {
      open(name) {
        found ||= name === 'encryption-data'
      },
    },
    limits,
    pacer,
  )
  return found
}

/** OpenDocument texts: headings, paragraphs, lists, tables, notes and text boxes. */
export const load: Loader = async (file, { signal, onProgress, limits }) => {
  const pacer = createPacer(signal)
  const total = file.bytes.length
  onProgress({ unit: 'bytes', done: 0, total })
  const parts = await unpack(file.bytes, isXmlPart, limits, pacer)
  if (await isEncrypted(parts.get('META-INF/manifest.xml'), limits, pacer)) {
    throw new SkepError(
      'DOCUMENT_ENCRYPTED',
      'The document is protected with a password. Save a copy without the password and upload that.',
    )
  }
  if (!parts.has('content.xml')) throw damaged('The OpenDocument file is cut off or damaged.')
  const writer = createTextWriter()
  const numbered = new Set<string>()
  for (const part of ['styles.xml', 'content.xml'])
    await readPart(parts.get(part), listStyleHandler(numbered), limits, pacer)
  const isWhole = await readPart(parts.get('content.xml'), odtHandler(writer, numbered), limits, pacer)
  const { text, headings } = writer.result()
  onProgress({ unit: 'bytes', done: total, total })
  if (text.trim() === '' && !isWhole) throw damaged('The OpenDocument file is cut off or damaged.')
  if (text.trim() === '') throw noText('The document holds no text. Upload a version that does.')
  const title = await readTitle(parts, limits, pacer)
  const warnings = isWhole
    ? []
    : [warning('DOCUMENT_DAMAGED', 'The end of the document is missing; what could be read was kept.')]
  return { text, ...title, pages: [], headings, warnings, format: 'odt' }
}
