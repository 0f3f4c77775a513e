import type { DocumentText } from '@skep/client'
import { Dexie } from 'dexie'
import type { TableSet } from './database.ts'
import type { DocumentTextRow } from './schema.ts'

/** Characters of a part of a long text: as one value, 50 million take almost three times their size to write. */
const PART_CHARS = 1_000_000

export type TextTables = 'documentTexts' | 'textParts'

/** Makes the row of a text at once, before anything can change it; writes it within the caller's transaction. */
export function textWriter(
  documentId: string,
  { text, ...given }: DocumentText,
): (tables: TableSet<TextTables>) => Promise<void> {
  const places = structuredClone(given)
  const partCount = Math.ceil(text.length / PART_CHARS)
  return async (tables) => {
    await dropText(tables, documentId)
    if (partCount < 2) {
      await tables.documentTexts.put({ ...places, documentId, text })
      return
    }
    await tables.documentTexts.put({ ...places, documentId, text: '', partCount })
    for (let part = 0; part < partCount; part++) {
      await tables.textParts.put({
        documentId,
        part,
        text: text.slice(part * PART_CHARS, (part + 1) * PART_CHARS),
      })
    }
  }
}

export async function readText(
  { documentTexts, textParts }: TableSet<TextTables>,
  documentId: string,
): Promise<DocumentText | null> {
  const row = await documentTexts.get(documentId)
  if (!row) return null
  const { documentId: _, partCount, ...text }: DocumentTextRow = row
  if (partCount === undefined) return text
  const parts = await textParts
    .where('[documentId+part]')
    .between(...partsOf(documentId))
    .toArray()
  return { ...text, text: parts.map((part) => part.text).join('') }
}

export async function dropText(
  { documentTexts, textParts }: TableSet<TextTables>,
  documentId: string,
): Promise<void> {
  await documentTexts.delete(documentId)
  await textParts
    .where('[documentId+part]')
    .between(...partsOf(documentId))
    .delete()
}

function partsOf(documentId: string): [unknown, unknown] {
  return [
    [documentId, Dexie.minKey],
    [documentId, Dexie.maxKey],
  ]
}
