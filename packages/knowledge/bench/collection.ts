import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface CollectionDocument {
  readonly id: string
  readonly title: string
  readonly body: string
  /** Title and body. */
  readonly text: string
}

export interface Collection {
  readonly documents: readonly CollectionDocument[]
  readonly queries: readonly { readonly id: string; readonly text: string }[]
  /** Grades above 0 by query, then document. */
  readonly judgements: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** Reads a collection in BEIR layout. */
export function readCollection(folder: string): Collection {
  const lines = (file: string): string[] =>
    readFileSync(join(folder, file), 'utf8')
      .replace(/^\ufeff/, '')
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
  const records = (file: string) =>
    lines(file).map((line) => {
      const record: { _id: string | number; title?: string | null; text?: string | null } = JSON.parse(line)
      const [title, text] = [record.title ?? '', record.text ?? '']
      return { id: String(record._id), title, body: text, text: [title, text].filter(Boolean).join('\n') }
    })
  const judgements = new Map<string, Map<string, number>>()
  for (const line of lines('qrels/test.tsv')) {
    const [query = '', document = '', grade = '0'] = line.split('\t')
    // Neither the names of the columns nor what is not relevant.
    if (!(Number(grade) > 0)) continue
    judgements.set(query, (judgements.get(query) ?? new Map()).set(document, Number(grade)))
  }
  return { documents: records('corpus.jsonl'), queries: records('queries.jsonl'), judgements }
}

/** Share of the relevant documents that are among the first ten, over the judged queries. */
export function meanRecall10(collection: Collection, search: (query: string) => readonly string[]): number {
  let sum = 0
  let count = 0
  for (const query of collection.queries) {
    const judged = collection.judgements.get(query.id)
    if (!judged) continue
    sum += search(query.text).filter((id) => judged.has(id)).length / judged.size
    count++
  }
  return sum / count
}

/** nDCG of the first ten with linear gains, as trec_eval computes it, over the judged queries. */
export function meanNdcg10(collection: Collection, search: (query: string) => readonly string[]): number {
  const gains = (grades: readonly number[]): number =>
    grades.slice(0, 10).reduce((sum, grade, rank) => sum + grade / Math.log2(rank + 2), 0)
  let sum = 0
  let count = 0
  for (const query of collection.queries) {
    const judged = collection.judgements.get(query.id)
    if (!judged) continue
    const ideal = gains([...judged.values()].sort((a, b) => b - a))
    sum += gains(search(query.text).map((id) => judged.get(id) ?? 0)) / ideal
    count++
  }
  return sum / count
}
