import type { DocumentText } from '@skep/client'
import { createPacer } from './pacer.ts'
import { collapse, createTextWriter, type TextWriter } from './text-writer.ts'

/** What is neither read nor shown. */
const DROPPED = new Set(
  'script style noscript template svg math iframe object embed canvas audio video head select datalist dialog nav rt rp'.split(
    ' ',
  ),
)
const BLOCKS = new Set(
  (
    'address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer form ' +
    'header hgroup html legend li main menu ol p section summary ul caption'
  ).split(' '),
)

const TEXT_NODE = 3
const ELEMENT_NODE = 1
const MAX_TABLE_DEPTH = 8

/** One step of the walk. An explicit stack, because hostile pages nest deeper than any call stack. */
type Step = { readonly node: Node } | { readonly leave: () => void }

function isElement(node: Node): node is Element {
  return node.nodeType === ELEMENT_NODE
}

function isHidden(element: Element): boolean {
  return (
    // Marks of footnotes lead somewhere and say nothing.
    /^doc-(?:noteref|backlink)$/.test(element.getAttribute('role') ?? '') ||
    element.getAttribute('epub:type') === 'noteref' ||
    element.hasAttribute('hidden') ||
    element.getAttribute('aria-hidden') === 'true' ||
    /display\s*:\s*none/i.test(element.getAttribute('style') ?? '')
  )
}

/** The text below a node without what is dropped. Goes through siblings and children without recursion. */
export function plainText(root: Node): string {
  const parts: string[] = []
  const stack: Node[] = [root]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.nodeType === TEXT_NODE) parts.push(node.nodeValue ?? '')
    if (!isElement(node)) continue
    const name = node.localName.toLowerCase()
    if (node !== root && (DROPPED.has(name) || isHidden(node))) continue
    if (name === 'br') parts.push(' ')
    if (BLOCKS.has(name) || name === 'td') parts.push(' ')
    for (let child = node.lastChild; child; child = child.previousSibling) stack.push(child)
  }
  return parts.join('')
}

function rowsOf(table: Element): Element[] {
  const rows: Element[] = []
  for (const child of table.children) {
    const name = child.localName.toLowerCase()
    if (name === 'tr') rows.push(child)
    else if (name === 'thead' || name === 'tbody' || name === 'tfoot') {
      for (const row of child.children) if (row.localName.toLowerCase() === 'tr') rows.push(row)
    }
  }
  return rows
}

function cellsOf(row: Element): Element[] {
  return [...row.children].filter((cell) => /^t[dh]$/i.test(cell.localName))
}

/** Cells may span as many rows and columns as they say, and hostile pages say much. */
const MAX_SPAN = 100
/** A table with more cells than this has none that span. */
const MAX_SPANNED_CELLS = 10_000
/** A longer text of a cell is no name for what stands beside it, and is not repeated. */
const MAX_REPEATED_CHARS = 200

function spanOf(cell: Element, name: string): number {
  return Math.min(MAX_SPAN, Math.max(1, Number.parseInt(cell.getAttribute(name) ?? '1', 10) || 1))
}

/** The texts of a table by row and column: a cell of several rows stands in each, of several columns in the first. */
function textsOf(rows: readonly Element[]): string[][] {
  const texts: string[][] = []
  let count = 0
  const spanned = (cell: Element, name: string): number =>
    count > MAX_SPANNED_CELLS ? 1 : spanOf(cell, name)
  // By column, what is repeated below and how often.
  const open = new Map<number, { readonly text: string; left: number }>()
  for (const row of rows) {
    const line: string[] = []
    const addOpen = (): void => {
      for (let cell = open.get(line.length); cell; cell = open.get(line.length)) {
        if (--cell.left === 0) open.delete(line.length)
        line.push(cell.text)
      }
    }
    for (const cell of cellsOf(row)) {
      addOpen()
      const text = collapse(plainText(cell)).trim().replaceAll('|', '\\|')
      const rowSpan = spanned(cell, 'rowspan')
      const repeated = text.length <= MAX_REPEATED_CHARS ? text : ''
      const columns = spanned(cell, 'colspan')
      for (let column = 0; column < columns; column++) {
        if (rowSpan > 1) open.set(line.length, { text: column === 0 ? repeated : '', left: rowSpan - 1 })
        line.push(column === 0 ? text : '')
      }
    }
    addOpen()
    count += line.length
    texts.push(line)
  }
  return texts
}

/**
 * A table as Markdown, so that a model sees which value belongs to which column. Short rows are not filled up: one wide
 * row would make every other as wide.
 */
function tableText(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => `| ${row.join(' | ')} |`)
  const rule = `|${' --- |'.repeat(Math.max(1, rows[0]?.length ?? 0))}`
  return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n')
}

/** Tables of one column or one row, and tables around tables, are layout: they are read as blocks. */
function isLayout(table: Element, rows: readonly Element[]): boolean {
  if (table.getAttribute('role') === 'presentation') return true
  if (rows.length < 2 || rows.every((row) => cellsOf(row).length < 2)) return true
  return table.querySelector('table') !== null
}

class HtmlWalk {
  readonly #writer: TextWriter = createTextWriter()
  readonly #stack: Step[] = []
  readonly #lists: { ordered: boolean; next: number }[] = []
  #tables = 0

  async run(root: Node, signal: AbortSignal): Promise<DocumentText> {
    const pacer = createPacer(signal)
    this.#pushChildren(root)
    for (let step = this.#stack.pop(); step; step = this.#stack.pop()) {
      if ('leave' in step) step.leave()
      else this.#enter(step.node)
      const due = pacer.restIfDue()
      if (due) await due
    }
    return this.#writer.result()
  }

  #pushChildren(node: Node): void {
    for (let child = node.lastChild; child; child = child.previousSibling) this.#stack.push({ node: child })
  }

  #around(element: Element, leave: () => void): void {
    this.#stack.push({ leave })
    this.#pushChildren(element)
  }

  #enter(node: Node): void {
    if (node.nodeType === TEXT_NODE) this.#writer.inline(node.nodeValue ?? '')
    if (!isElement(node)) return
    const name = node.localName.toLowerCase()
    if (DROPPED.has(name) || isHidden(node)) return
    if (/^h[1-6]$/.test(name)) this.#writer.heading(Number(name.charAt(1)), plainText(node))
    else if (name === 'br') this.#writer.lineBreak()
    else if (name === 'hr') this.#writer.endBlock()
    else if (name === 'img') this.#image(node)
    else if (name === 'pre')
      this.#writer.block((node.textContent ?? '').replace(/\r\n?/g, '\n').replace(/^\n+|\s+$/g, ''))
    else if (name === 'table') this.#table(node)
    else if (name === 'ul' || name === 'ol' || name === 'menu') this.#list(node, name === 'ol')
    else if (name === 'li') this.#listItem(node)
    else if (BLOCKS.has(name) || name === 'tr') {
      // Paragraphs of a list item stay together.
      const gap = this.#lists.length > 0 ? 1 : 2
      this.#writer.endBlock(gap)
      this.#around(node, () => this.#writer.endBlock(gap))
    } else {
      if (name === 'td' || name === 'th') this.#writer.inline(' ')
      this.#pushChildren(node)
    }
  }

  #image(element: Element): void {
    const alt = collapse(element.getAttribute('alt') ?? '').trim()
    if (alt !== '') this.#writer.inline(` ${alt} `)
  }

  #list(element: Element, ordered: boolean): void {
    this.#writer.endBlock(this.#lists.length > 0 ? 1 : 2)
    const start = Number.parseInt(element.getAttribute('start') ?? '1', 10)
    this.#lists.push({ ordered, next: Number.isFinite(start) ? start : 1 })
    this.#around(element, () => {
      this.#lists.pop()
      this.#writer.endBlock(this.#lists.length > 0 ? 1 : 2)
    })
  }

  #listItem(element: Element): void {
    this.#writer.endBlock(1)
    const list = this.#lists.at(-1)
    const indent = '  '.repeat(Math.min(6, Math.max(0, this.#lists.length - 1)))
    this.#writer.prefix(list?.ordered ? `${indent}${list.next++}. ` : `${indent}- `)
    this.#around(element, () => {
      this.#writer.endBlock(1)
      this.#writer.prefix('')
    })
  }

  #table(element: Element): void {
    const rows = rowsOf(element)
    this.#writer.endBlock()
    if (this.#tables >= MAX_TABLE_DEPTH || isLayout(element, rows)) {
      this.#tables++
      this.#around(element, () => {
        this.#tables--
        this.#writer.endBlock()
      })
      return
    }
    const caption = [...element.children].find((child) => child.localName.toLowerCase() === 'caption')
    if (caption) this.#writer.block(collapse(plainText(caption)).trim())
    const cells = textsOf(rows)
    if (cells.some((row) => row.some((cell) => cell !== ''))) this.#writer.block(tableText(cells))
  }
}

/** The text of a DOM tree with headings: what a reader sees, as paragraphs, lists and Markdown tables. */
export function htmlToText(root: Node, signal: AbortSignal): Promise<DocumentText> {
  return new HtmlWalk().run(root, signal)
}
