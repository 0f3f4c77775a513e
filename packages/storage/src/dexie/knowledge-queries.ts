import { type KnowledgeStore, keepNewest } from '@skep/knowledge'
import type { Database } from './database.ts'

type QueryMethods = Pick<KnowledgeStore, 'recordRetrievals' | 'queries'>

/** What bases were asked, and how often their chunks were found. */
export function createQueryMethods(database: Database): QueryMethods {
  return {
    async recordRetrievals(knowledgeId, { hits, queries }) {
      const asked = structuredClone(queries)
      await database.write(
        ['bases', 'documents', 'chunkGroups', 'pastQueries'],
        async ({ bases, documents, chunkGroups, pastQueries }) => {
          if (!(await bases.get(knowledgeId))) return
          const ofDocuments = new Map<string, number>()
          const rows = await chunkGroups
            .where('chunkIds')
            .anyOf([...hits.keys()])
            .distinct()
            .toArray()
          for (const row of rows) {
            const chunks = row.chunks.map((chunk) => {
              const found = hits.get(chunk.id)
              if (found === undefined) return chunk
              ofDocuments.set(row.documentId, (ofDocuments.get(row.documentId) ?? 0) + found)
              return { ...chunk, hitCount: (chunk.hitCount ?? 0) + found }
            })
            await chunkGroups.put({ ...row, chunks })
          }
          for (const [documentId, found] of ofDocuments) {
            const document = await documents.get(documentId)
            if (document) await documents.put({ ...document, hitCount: (document.hitCount ?? 0) + found })
          }
          const before = (await pastQueries.get(knowledgeId))?.queries ?? []
          await pastQueries.put({ knowledgeId, queries: keepNewest(asked, before) })
        },
      )
    },
    async queries(knowledgeId) {
      const row = await database.read(['pastQueries'], ({ pastQueries }) => pastQueries.get(knowledgeId))
      return row?.queries ?? []
    },
  }
}
