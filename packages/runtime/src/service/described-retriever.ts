import { BUILT_IN_METADATA } from '@skep/client'
import type { RetrieverPort } from '@skep/engine'
import type { Knowledge } from '@skep/knowledge'

/** The knowledge of this namespace as a run searches it, with what models may know of its bases. @internal */
export function describedRetriever(knowledge: Knowledge): RetrieverPort {
  return {
    retrieve: (request, options) => knowledge.retrieve({ ...request, record: 'app' }, options),
    async describe(knowledgeIds) {
      const bases = await knowledge.list()
      return bases
        .filter(({ id }) => knowledgeIds.includes(id))
        .map(({ id, name, description, metadataFields }) => ({
          id,
          name,
          description,
          metadataFields: [...BUILT_IN_METADATA, ...metadataFields].map((field) => ({
            name: field.name,
            type: field.type,
          })),
        }))
    },
  }
}
