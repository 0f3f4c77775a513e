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
      if (typeof node.value !== 'string' || !/[\n\r]/.test(node.value)) return
      node.type = fitsBlock(node.value) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE
    },
  })
  return document.toString({ indentSeq: false, lineWidth: 0, doubleQuotedMinMultiLineLength: 1_000_000_000 })
}
