import type { PreviewInput, SplitPreview } from '@skep/client'
import { readUpload } from '../ingest/accept-upload.ts'
import { cutDocument, questionTable } from '../ingest/cut-document.ts'
import { toChunk } from '../ingest/prepared-chunk.ts'
import { completeSplit } from '../ingest/settings.ts'
import { findBase, type ManageContext } from './context.ts'

const SHOWN = 50

/** Cuts a file or a text as it would be, and stores nothing. Questions are not asked: the texts they are asked about are shown. */
export async function previewSplit(context: ManageContext, input: PreviewInput): Promise<SplitPreview> {
  const base = input.knowledgeId === undefined ? undefined : await findBase(context, input.knowledgeId)
  const split = completeSplit(input.split, base?.split)
  const file =
    'text' in input
      ? { name: 'text.md', mimeType: 'text/markdown', bytes: new TextEncoder().encode(input.text) }
      : input.file
  const accepted = await readUpload(file, context.limits)
  if (!accepted.ok) return { chunks: [], total: 0, isEstimate: false, warnings: [accepted.error] }
  const { signal } = new AbortController()
  const { name, mimeType } = file
  const loaded = await context.load(
    { name, ...(mimeType === undefined ? {} : { mimeType }), bytes: accepted.bytes },
    { signal, tables: split.mode === 'question-answer' ? 'markdown' : 'rows' },
  )
  const isEstimate = split.mode === 'question-answer' && questionTable(loaded, split) === null
  const shown = isEstimate ? { ...split, mode: 'general' as const } : split
  const cut = await cutDocument(loaded, shown, { breathe: context.breathe }, { signal })
  return {
    chunks: cut.chunks.slice(0, SHOWN).map((chunk) => toChunk('', `preview.${chunk.index}`, chunk)),
    total: cut.chunks.length,
    isEstimate,
    warnings: [...loaded.warnings, ...cut.warnings],
  }
}
