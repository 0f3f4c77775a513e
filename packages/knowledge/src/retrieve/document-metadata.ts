import type { DocumentSource, KnowledgeDocument } from '@skep/client'
import type { JsonObject } from '@skep/schema'

/** What a document can be filtered by: its own fields, and the built-in ones. Times in milliseconds. */
export function documentMetadata(document: KnowledgeDocument): JsonObject {
  return {
    ...document.metadata,
    document_name: document.name,
    upload_date: document.createdAtMs,
    last_update_date: document.updatedAtMs,
    source: sourceOf(document.source),
  }
}

/** In Dify's words, where it has them. */
function sourceOf(source: DocumentSource): string {
  switch (source.type) {
    case 'file':
      return 'file_upload'
    case 'web':
      return 'website'
    case 'text':
      return 'text'
    case 'connector':
      return source.connectorId
    default:
      return source satisfies never
  }
}
