import type { Pacer } from './pacer.ts'
import type { LoadLimits } from './types.ts'
import { formatNumber, type NumberKind } from './xlsx-format.ts'
import { readPart } from './xml-events.ts'

/** A cell with a value. */
export interface SheetCell {
  /** From 0. */
  readonly column: number
  readonly text: string
  readonly isText: boolean
}

export type SheetRow = readonly SheetCell[]

export interface Sheet {
  readonly rows: readonly SheetRow[]
  /** Nothing of it is cut off, and every text that a cell refers to is there. */
  readonly isWhole: boolean
}

/** What the cells of a workbook refer to. */
export interface WorkbookTables {
  readonly strings: readonly string[]
  /** By style of a cell. */
  readonly kinds: readonly NumberKind[]
  readonly isFrom1904: boolean
}

const MAX_COLUMN = 16_384
/** A block of merged cells repeats its value in this many rows at most. */
const MAX_REPEATS = 10_000

/** "BC12" as its column and row, from 0. */
function readReference(reference: string | undefined): { column: number; row: number } | undefined {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(reference ?? '')
  if (!found) return undefined
  let column = 0
  for (const letter of (found[1] ?? '').toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return { column: Math.min(column, MAX_COLUMN) - 1, row: Number(found[2]) - 1 }
}

/** The rows of a sheet that hold something, in order. Values of merged cells are repeated down, not across. */
export async function readSheet(
  bytes: Uint8Array | undefined,
  tables: WorkbookTables,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<Sheet> {
  const rows = new Map<number, SheetCell[]>()
  const merges: { column: number; from: number; to: number }[] = []
  let at = -1
  let column = -1
  let cells: SheetCell[] = []
  let type = 'n'
  let kind: NumberKind = 'plain'
  let value = ''
  let isValue = false
  let phonetic = 0
  let lost = false
  const isComplete = await readPart(
    bytes,
    {
      open(name, attributes) {
        switch (name) {
          case 'row': {
            const number = Number(attributes.get('r'))
            at = number > 0 ? number - 1 : at + 1
            column = -1
            cells = []
            break
          }
          case 'c':
            column = readReference(attributes.get('r'))?.column ?? Math.min(column + 1, MAX_COLUMN - 1)
            type = attributes.get('t') ?? 'n'
            kind = tables.kinds[Number(attributes.get('s') ?? 0)] ?? 'plain'
            value = ''
            break
          case 'rPh':
            phonetic++
            break
          case 'v':
          case 't':
            isValue = phonetic === 0
            break
          case 'mergeCell': {
            const [start, end] = (attributes.get('ref') ?? '').split(':').map(readReference)
            if (start && end && end.row > start.row)
              merges.push({ column: start.column, from: start.row, to: end.row })
          }
        }
      },
      text(text) {
        if (isValue) value += text
      },
      close(name) {
        if (name === 'v' || name === 't') isValue = false
        else if (name === 'rPh') phonetic--
        else if (name === 'c') {
          lost ||= type === 's' && tables.strings[Number(value)] === undefined
          const cell = readCell(value, type, kind, tables)
          if (cell.text !== '') cells.push({ ...cell, column })
        } else if (name === 'row' && cells.length > 0) rows.set(at, cells)
      },
    },
    limits,
    pacer,
  )
  let repeats = 0
  for (const merge of merges) {
    const first = rows.get(merge.from)?.find((cell) => cell.column === merge.column)
    if (!first) continue
    // Only into rows that hold something: a block over empty rows is a title.
    for (let row = merge.from + 1; row <= merge.to && repeats < MAX_REPEATS; row++, repeats++) {
      const below = rows.get(row)
      if (below && !below.some((cell) => cell.column === merge.column)) below.unshift(first)
    }
  }
  return {
    rows: [...rows]
      .toSorted(([left], [right]) => left - right)
      .map(([, row]) => row.toSorted((left, right) => left.column - right.column)),
    isWhole: isComplete && !lost,
  }
}

function readCell(
  value: string,
  type: string,
  kind: NumberKind,
  { strings, isFrom1904 }: WorkbookTables,
): Omit<SheetCell, 'column'> {
  switch (type) {
    case 's':
      return { text: strings[Number(value)] ?? '', isText: true }
    case 'inlineStr':
    case 'str':
      return { text: value.trim(), isText: true }
    case 'b':
      return { text: value === '1' ? 'TRUE' : 'FALSE', isText: false }
    case 'e':
      // "#REF!" tells a reader nothing.
      return { text: '', isText: false }
    case 'd':
      return { text: value.replace(/T00:00:00(?:\.0+)?Z?$/, ''), isText: false }
    default: {
      const number = value.trim() === '' ? Number.NaN : Number(value)
      return {
        text: Number.isFinite(number) ? formatNumber(number, kind, isFrom1904) : value.trim(),
        isText: false,
      }
    }
  }
}
