import { Document, Scalar, visit } from 'yaml'
import type { JsonObject } from '../json.ts'

/**
 * A text of several lines that a block keeps to the last space. Lines of spaces alone, and a first line that is
 * indented, are where writers and readers of YAML differ; such texts are quoted.
 */
function fitsBlock(text: string): boolean {
  const hasOddLine = text.split('\n').some((line) => line !== '' && line.trim() === '')
  return !hasOddLine && /^\S/.test(text) && !/[^\n\t\P{C}]|[\u2028\u2029]/u.test(text)
}

/** Texts that every reader takes for a text without quotes. Numbers, dates, `=`, `~` and `<<` begin otherwise. */
function isPlainText(text: string): boolean {
  return /^[\p{L}_]/u.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
}

/**
 * Writes plain data so that YAML 1.1 readers (Dify's) and 1.2 readers read the same: texts such as `on`,
 * `12:30` or `2026-01-01` are quoted.
 * @internal
 */
export function writeYaml(tree: JsonObject): string {
  const document = new Document(tree, {
    schema: 'core',
    compat: 'yaml-1.1',
    version: '1.2',
    aliasDuplicateObjects: false,
  })
  visit(document, {
    Scalar(_, node) {
      const { value } = node
      if (typeof value !== 'string') return
      if (/[\n\r]/.test(value)) node.type = fitsBlock(value) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE
      else if (/[\p{C}\u2028\u2029]/u.test(value)) node.type = Scalar.QUOTE_DOUBLE
      else if (!isPlainText(value)) node.type = Scalar.QUOTE_SINGLE
    },
  })
  const options = { indentSeq: false, lineWidth: 0, doubleQuotedMinMultiLineLength: 1_000_000_000 }
  // YAML 1.1 does not allow these as they are. They stand in double quotes only, where they can be escaped.
  return document
    .toString(options)
    .replaceAll(
      /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
}
