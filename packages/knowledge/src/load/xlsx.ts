import { damaged, noText, warning } from './document-errors.ts'
import { findMainPart, isXmlPart, readRelations, readTitle } from './office-parts.ts'
import { createPacer, type Pacer } from './pacer.ts'
import { markdownTable, rowText, tidy } from './table-text.ts'
import { createTextWriter } from './text-writer.ts'
import type { Loader, LoadLimits } from './types.ts'
import { type NumberKind, numberKind } from './xlsx-format.ts'
import { readSheet, type SheetCell, type SheetRow, type WorkbookTables } from './xlsx-sheet.ts'
import { readPart } from './xml-events.ts'
import { unpack } from './zip.ts'

const MAIN = 'xl/workbook.xml'
/** A wider table is no table for reading. */
const MAX_MARKDOWN_COLUMNS = 256

type Parts = ReadonlyMap<string, Uint8Array>

/** Texts of cells, which a workbook keeps apart from its sheets. */
async function readStrings(
  bytes: Uint8Array | undefined,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<readonly string[]> {
  const strings: string[] = []
  let text = ''
  let isText = false
  let phonetic = 0
  await readPart(
    bytes,
    {
      open(name) {
        if (name === 'si') text = ''
        else if (name === 'rPh') phonetic++
        else if (name === 't') isText = phonetic === 0
      },
      text(part) {
        if (isText) text += part
      },
      close(name) {
        if (name === 't') isText = false
        else if (name === 'rPh') phonetic--
        else if (name === 'si') strings.push(text.replace(/_x000D_/g, '').trim())
      },
    },
    limits,
    pacer,
  )
  return strings
}

/** How numbers are meant, by the style of their cell. */
async function readKinds(
  bytes: Uint8Array | undefined,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<readonly NumberKind[]> {
  const codes = new Map<number, string>()
  const kinds: NumberKind[] = []
  let isCells = false
  await readPart(
    bytes,
    {
      open(name, attributes) {
        if (name === 'numFmt')
          codes.set(Number(attributes.get('numFmtId')), attributes.get('formatCode') ?? '')
        else if (name === 'cellXfs') isCells = true
        else if (name === 'xf' && isCells) {
          const id = Number(attributes.get('numFmtId') ?? 0)
          kinds.push(numberKind(id, codes.get(id)))
        }
      },
      close(name) {
        if (name === 'cellXfs') isCells = false
      },
    },
    limits,
    pacer,
  )
  return kinds
}

interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly part: string }[]
  readonly tables: WorkbookTables
}

async function readWorkbook(parts: Parts, limits: Required<LoadLimits>, pacer: Pacer): Promise<Workbook> {
  const main = await findMainPart(parts, MAIN, limits, pacer)
  if (!parts.has(main)) throw damaged('The workbook is cut off or damaged.')
  const relations = await readRelations(parts, main, limits, pacer)
  const partOf = (type: string): Uint8Array | undefined =>
    parts.get([...relations.values()].find((relation) => relation.type === type)?.target ?? '')
  const sheets: { name: string; part: string }[] = []
  let isFrom1904 = false
  await readPart(
    parts.get(main),
    {
      open(name, attributes) {
        if (name === 'workbookPr') isFrom1904 = /^(?:1|true)$/.test(attributes.get('date1904') ?? '')
        const relation = relations.get(attributes.get('r:id') ?? attributes.get('id') ?? '')
        if (name === 'sheet' && relation?.type === 'worksheet')
          sheets.push({ name: tidy(attributes.get('name') ?? ''), part: relation.target })
      },
    },
    limits,
    pacer,
  )
  return {
    sheets,
    tables: {
      strings: await readStrings(partOf('sharedStrings'), limits, pacer),
      kinds: await readKinds(partOf('styles'), limits, pacer),
      isFrom1904,
    },
  }
}

/** A year or a day, which may name a column. */
const PERIOD = /^(?:19|20)\d\d(?:-\d\d-\d\d)?$/

function mayName({ isText, text }: SheetCell): boolean {
  return isText || PERIOD.test(text)
}

/**
 * The rows of a sheet as lines. The first row with several cells names the columns when it begins with a text and holds
 * texts, years and days only; single cells above it are titles.
 */
function sheetLines(rows: readonly SheetRow[], isMarkdown: boolean): string {
  const at = rows.findIndex((row) => row.length > 1)
  const titles = (at < 0 ? rows : rows.slice(0, at)).map((row) => tidy(row[0]?.text ?? ''))
  if (at < 0) return titles.join('\n')
  const table = rows.slice(at)
  if (isMarkdown) {
    const markdown = toMarkdown(table)
    if (markdown !== undefined) return [...titles, markdown].join('\n\n')
  }
  const [first = [], ...rest] = table
  const isHeader = first[0]?.isText === true && first.every(mayName) && rest.length > 0
  const header = new Map(isHeader ? first.map(({ column, text }) => [column, tidy(text)]) : [])
  const lines = (isHeader ? rest : table).map((row) =>
    rowText(
      header,
      row.map(({ column, text }) => [column, text] as const),
    ),
  )
  return [...titles, ...lines].join('\n')
}

function toMarkdown(rows: readonly SheetRow[]): string | undefined {
  const used = [...new Set(rows.flatMap((row) => row.map(({ column }) => column)))].toSorted((a, b) => a - b)
  if (used.length > MAX_MARKDOWN_COLUMNS) return undefined
  const place = new Map(used.map((column, index) => [column, index]))
  return markdownTable(
    rows.map((row) => {
      const cells = new Array<string>(used.length).fill('')
      for (const { column, text } of row) cells[place.get(column) ?? 0] = text
      return cells
    }),
  )
}

/** Workbooks: every sheet under its name, every row with the names of its columns, dates and percentages as written. */
export const load: Loader = async (file, { signal, onProgress, limits, tables }) => {
  const pacer = createPacer(signal)
  const total = file.bytes.length
  const parts = await unpack(file.bytes, isXmlPart, limits, pacer)
  const workbook = await readWorkbook(parts, limits, pacer)
  const writer = createTextWriter()
  let damagedSheets = 0
  for (const [at, { name, part }] of workbook.sheets.entries()) {
    const { rows, isWhole } = await readSheet(parts.get(part), workbook.tables, limits, pacer)
    if (!isWhole) damagedSheets++
    if (rows.length > 0) {
      if (workbook.sheets.length > 1 || !/^\p{L}+ ?1$/u.test(name)) writer.heading(1, name)
      writer.block(sheetLines(rows, tables === 'markdown'))
    }
    onProgress({ unit: 'bytes', done: Math.round((total * (at + 1)) / workbook.sheets.length), total })
    await pacer.rest()
  }
  const { text, headings } = writer.result()
  if (text.trim() === '' && damagedSheets > 0) throw damaged('The workbook is cut off or damaged.')
  if (text.trim() === '') throw noText('The workbook holds no values. Upload one that does.')
  const title = await readTitle(parts, limits, pacer)
  const warnings =
    damagedSheets > 0
      ? [
          warning('DOCUMENT_DAMAGED', 'Some sheets of the workbook are cut off or lack texts.', {
            sheets: damagedSheets,
          }),
        ]
      : []
  return { text, ...title, pages: [], headings, warnings, format: 'xlsx' }
}
