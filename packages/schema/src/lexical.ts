import { isPlainObject, type JsonObject, type JsonValue } from './json.ts'

/*
 * The editor state of Dify's notes (Lexical) and a small Markdown: paragraphs, headings, lists, bold, italic, struck
 * out, code and links. What the Markdown cannot say (colours, sizes) is not in it, so an unchanged text keeps the
 * state it came from.
 */

const BOLD = 1
const ITALIC = 2
const STRUCK = 4
const CODE = 16
const MAX_DEPTH = 20

/** Marks that stand around text, outermost first. */
const MARKS: readonly (readonly [format: number, mark: string])[] = [
  [STRUCK, '~~'],
  [BOLD, '**'],
  [ITALIC, '*'],
  [CODE, '`'],
]

function childrenOf(node: Record<string, unknown>): readonly Record<string, unknown>[] {
  return Array.isArray(node.children) ? node.children.filter((child) => isPlainObject(child)) : []
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\*~`[\]]/g, '\\$&')
}

function inlineText(node: Record<string, unknown>, depth: number): string {
  if (depth > MAX_DEPTH) return ''
  if (node.type === 'linebreak') return '\n'
  if (node.type === 'link' || node.type === 'autolink') {
    const text = childrenOf(node)
      .map((child) => inlineText(child, depth + 1))
      .join('')
    return typeof node.url === 'string' ? `[${text}](${node.url.replaceAll(')', '%29')})` : text
  }
  if (typeof node.text !== 'string') {
    return childrenOf(node)
      .map((child) => inlineText(child, depth + 1))
      .join('')
  }
  const format = typeof node.format === 'number' ? node.format : 0
  if (format & CODE) return `\`${node.text.replaceAll('`', "'")}\``
  // A mark beside a space is no mark.
  const inner = node.text.trim()
  if (inner === '') return node.text
  const at = node.text.indexOf(inner)
  const [before, after] = [node.text.slice(0, at), node.text.slice(at + inner.length)]
  const marks = MARKS.filter(([bit]) => format & bit).map(([, mark]) => mark)
  return `${before}${marks.join('')}${escapeText(inner)}${marks.toReversed().join('')}${after}`
}

function listLines(node: Record<string, unknown>, depth: number): readonly string[] {
  if (depth > MAX_DEPTH) return []
  let number = typeof node.start === 'number' ? node.start : 1
  return childrenOf(node).flatMap((item) => {
    const children = childrenOf(item)
    const inner = children.filter((child) => child.type === 'list')
    const own = children.filter((child) => child.type !== 'list')
    const mark = node.listType === 'number' ? `${number}. ` : '- '
    const text = own
      .map((child) => inlineText(child, depth))
      .join('')
      .trim()
    if (own.length > 0) number += 1
    return [
      ...(own.length > 0 ? [`${mark}${text.replaceAll('\n', ' ')}`] : []),
      ...inner.flatMap((list) => listLines(list, depth + 1).map((line) => `  ${line}`)),
    ]
  })
}

/** Text at the beginning of a line that would be read as a heading or a list. */
function guardLine(line: string): string {
  return line.replace(/^(\s*)(#{1,6} |[-+] |\d+\. )/, '$1\\$2')
}

function blockText(node: Record<string, unknown>): string {
  if (node.type === 'list') return listLines(node, 0).join('\n')
  const text = childrenOf(node)
    .map((child) => inlineText(child, 0))
    .join('')
    .trim()
  const level = node.type === 'heading' && typeof node.tag === 'string' ? Number(node.tag.slice(1)) : 0
  if (level >= 1 && level <= 6) return `${'#'.repeat(level)} ${text.replaceAll('\n', ' ')}`
  return text.split('\n').map(guardLine).join('\n')
}

/** The Markdown of an editor state in JSON; a text that is none is its own Markdown. @internal */
export function lexicalToMarkdown(state: string): string {
  let parsed: unknown
  try {
    parsed = JSON.parse(state)
  } catch {
    return state // never was an editor state
  }
  if (!isPlainObject(parsed) || !isPlainObject(parsed.root)) return state
  return childrenOf(parsed.root)
    .map(blockText)
    .join('\n\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function textNode(text: string, format: number): JsonObject {
  return { detail: 0, format, mode: 'normal', style: '', text, type: 'text', version: 1 }
}

function element(type: string, children: readonly JsonValue[], more: JsonObject = {}): JsonObject {
  return { children, direction: 'ltr', format: '', indent: 0, type, version: 1, ...more }
}

/** Cuts one piece of text off: an escape, code, a link, a mark, or plain characters. */
const PIECE =
  /\\([\s\S])|`([^`\n]+)`|\[((?:\\.|[^\][\\\n])*)\]\(([^()\s]*)\)|(\*\*|\*|~~)|(\n)|([^\\`[*~\n]+|[\s\S])/y

function readInline(text: string): readonly JsonObject[] {
  const nodes: JsonObject[] = []
  let format = 0
  let plain = ''
  const say = (): void => {
    if (plain !== '') nodes.push(textNode(plain, format))
    plain = ''
  }
  PIECE.lastIndex = 0
  for (let match = PIECE.exec(text); match; match = PIECE.exec(text)) {
    const [, escaped, code, label, url, mark, newline, other = ''] = match
    if (escaped !== undefined) plain += escaped
    else if (code !== undefined) {
      say()
      nodes.push(textNode(code, format | CODE))
    } else if (label !== undefined && url !== undefined) {
      say()
      const target = PIECE.lastIndex
      nodes.push(
        element('link', readInline(label), { rel: 'noreferrer', target: '_blank', title: null, url }),
      )
      PIECE.lastIndex = target
    } else if (mark !== undefined) {
      const bit = mark === '**' ? BOLD : mark === '*' ? ITALIC : STRUCK
      const rest = text.slice(PIECE.lastIndex)
      // A mark that nothing closes is a character.
      if ((format & bit) === 0 && !rest.includes(mark)) plain += mark
      else {
        say()
        format ^= bit
      }
    } else if (newline !== undefined) {
      say()
      nodes.push({ type: 'linebreak', version: 1 })
    } else plain += other
  }
  say()
  return nodes
}

const LIST_ITEM = /^( *)(?:[-*+]|(\d+)\.) +(.*)$/

interface ListLine {
  readonly indent: number
  readonly isNumbered: boolean
  readonly text: string
}

function readList(lines: readonly ListLine[]): JsonObject {
  const items: JsonObject[] = []
  const indent = lines[0]?.indent ?? 0
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]
    if (!line) break
    if (line.indent > indent) {
      const next = lines.findIndex((each, index) => index > at && each.indent <= indent)
      const end = next < 0 ? lines.length : next
      items.push(element('listitem', [readList(lines.slice(at, end))], { value: items.length + 1 }))
      at = end
    } else {
      items.push(element('listitem', readInline(line.text), { value: items.length + 1 }))
      at += 1
    }
  }
  const isNumbered = lines[0]?.isNumbered === true
  return element('list', items, {
    listType: isNumbered ? 'number' : 'bullet',
    start: 1,
    tag: isNumbered ? 'ol' : 'ul',
  })
}

function readBlock(block: string): readonly JsonObject[] {
  const lines = block.split('\n')
  const items = lines.map((line) => LIST_ITEM.exec(line))
  if (items.every((item) => item !== null)) {
    // Two spaces are one level, and no more levels than a note can show.
    return [
      readList(
        items.slice(0, 2_000).map(([, indent = '', number, text = '']) => ({
          indent: Math.min(Math.floor(indent.length / 2), MAX_DEPTH),
          isNumbered: number !== undefined,
          text,
        })),
      ),
    ]
  }
  const [, marks = '', title = ''] = (lines.length === 1 && /^(#{1,6}) +(.*)$/.exec(block)) || []
  if (marks !== '') return [element('heading', readInline(title), { tag: `h${marks.length}` })]
  return [element('paragraph', readInline(block), { textFormat: 0 })]
}

/** An editor state in JSON for a Markdown text. @internal */
export function markdownToLexical(markdown: string): string {
  const blocks = markdown
    .split(/\n{2,}/)
    .map((block) => block.trimEnd())
    .filter((block) => block !== '')
  return JSON.stringify({ root: element('root', blocks.flatMap(readBlock)) })
}
