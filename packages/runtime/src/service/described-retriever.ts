import type { MetadataFieldType, RetrieverPort } from '@skep/engine'
import type { Knowledge } from '@skep/knowledge'

/** What every document of this browser can be filtered by. */
const FIELDS: readonly MetadataFieldType[] = [
  { name: 'document_name', type: 'string' },
  { name: 'upload_date', type: 'time' },
  { name: 'last_update_date', type: 'time' },
  { name: 'source', type: 'string' },
]

/** The knowledge of this namespace as a run searches it, with what models may know of its bases. @internal */
export function describedRetriever(knowledge: Knowledge): RetrieverPort {
  return {
    retrieve: (request, options) => knowledge.retrieve(request, options),
    async describe(knowledgeIds) {
      const bases = await knowledge.list()
      return bases
        .filter(({ id }) => knowledgeIds.includes(id))
        .map(({ id, name, description }) => ({ id, name, description, metadataFields: FIELDS }))
    },
  }
}
