import { parseTemplate, type Selector, type Value } from '@skep/schema'
import type { RenderStyle } from '../define-executor.ts'
import { fileMarkdown, isFileValue } from './files.ts'
import { toDecimal, toJsonText } from './json-text.ts'

/**
 * A value inside text. Objects are JSON (indented in an answer); lists are JSON, in an answer a Markdown list;
 * files are Markdown links; nothing is empty text.
 * @internal
 */
export function renderValue(value: Value | undefined, style: RenderStyle): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return toDecimal(value)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return renderList(value, style)
  if (isFileValue(value)) return fileMarkdown(value)
  return style === 'answer' ? JSON.stringify(value, null, 2) : toJsonText(value)
}

function renderList(items: readonly Value[], style: RenderStyle): string {
  if (items.length === 0) return ''
  if (items.every((item) => isFileValue(item))) return items.map((file) => fileMarkdown(file)).join('\n')
  if (style === 'prompt') return toJsonText(items)
  return items.map((item) => `- ${typeof item === 'string' ? item : toJsonText(item)}`).join('\n')
}

/** Fills the references of a text. @internal */
export function renderTemplate(
  text: string,
  read: (selector: Selector) => Value | undefined,
  style: RenderStyle,
): string {
  return parseTemplate(text)
    .map((part) => (part.type === 'text' ? part.text : renderValue(read(part.selector), style)))
    .join('')
}
