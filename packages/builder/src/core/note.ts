import { type AppNode, type JsonObject, type JsonValue, NOTE_TYPE } from '@skep/schema'

/** The colours of notes, by the names that Dify's files give them. @internal */
export const NOTE_COLOURS = ['yellow', 'blue', 'cyan', 'green', 'pink', 'violet'] as const

/** @internal */
export type NoteColour = (typeof NOTE_COLOURS)[number]

/** @internal */
export function isNote(node: AppNode): boolean {
  return node.type === NOTE_TYPE
}

/** @internal */
export function noteColour(config: JsonObject): NoteColour {
  return NOTE_COLOURS.find((colour) => colour === config.theme) ?? 'yellow'
}

/**
 * A note's text as Markdown. Files keep it as the state of an editor (Lexical), whose formats are written as Markdown
 * here; text that is no such state is taken as it is.
 * @internal
 */
export function noteText(config: JsonObject): string {
  const { text } = config
  if (typeof text !== 'string') return ''
  const root = readState(text)
  return root ? writeBlocks(root).join('\n') : text
}

/** The state that a note's text is kept as: one paragraph a line, so that the same Markdown comes back. @internal */
export function noteState(markdown: string): string {
  const paragraphs = markdown.split('\n').map((line) => ({
    children:
      line === ''
        ? []
        : [{ detail: 0, format: 0, mode: 'normal', style: '', text: line, type: 'text', version: 1 }],
    direction: 'ltr',
    format: '',
    indent: 0,
    type: 'paragraph',
    version: 1,
  }))
  return JSON.stringify({
    root: { children: paragraphs, direction: 'ltr', format: '', indent: 0, type: 'root', version: 1 },
  })
}

function readState(text: string): JsonObject | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    const value = JSON.parse(text) as JsonValue // parsed JSON is JSON
    return isObject(value) && isObject(value.root) ? value.root : undefined
  } catch {
    return undefined // Markdown that begins with a brace
  }
}

const MOST_DEPTH = 12

function writeBlocks(node: JsonObject, depth = 0): readonly string[] {
  return childrenOf(node).flatMap((child, index): readonly string[] => {
    if (depth > MOST_DEPTH) return []
    switch (child.type) {
      case 'list':
        return writeBlocks(child, depth + 1)
      case 'listitem': {
        const mark = node.listType === 'number' ? `${index + 1}.` : '-'
        const inner = childrenOf(child)
        if (inner[0]?.type === 'list') return writeBlocks(inner[0], depth + 1).map((line) => `  ${line}`)
        return [`${mark} ${writeInline(child)}`]
      }
      case 'heading':
        return [`${'#'.repeat(Number(String(child.tag).slice(1)) || 2)} ${writeInline(child)}`]
      case 'quote':
        return [`> ${writeInline(child)}`]
      default:
        return [writeInline(child)]
    }
  })
}

const BOLD = 1
const ITALIC = 2
const STRUCK = 4
const CODE = 16

function writeInline(node: JsonObject): string {
  return childrenOf(node)
    .map((child) => {
      if (child.type === 'linebreak') return '\n'
      if (child.type === 'link' || child.type === 'autolink') {
        const url = typeof child.url === 'string' ? child.url : ''
        return `[${writeInline(child)}](${url})`
      }
      const text = typeof child.text === 'string' ? child.text : writeInline(child)
      const format = typeof child.format === 'number' ? child.format : 0
      return text.trim() === '' ? text : wrap(text, format)
    })
    .join('')
}

function wrap(text: string, format: number): string {
  let wrapped = text
  if (format & CODE) wrapped = `\`${wrapped}\``
  if (format & STRUCK) wrapped = `~~${wrapped}~~`
  if (format & ITALIC) wrapped = `*${wrapped}*`
  return format & BOLD ? `**${wrapped}**` : wrapped
}

function childrenOf(node: JsonObject): readonly JsonObject[] {
  return Array.isArray(node.children) ? node.children.filter(isObject) : []
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
