import type { KnowledgeDocument } from '@skep/client'
import type { JsonObject } from '@skep/schema'

/** What a document can be filtered by: its own fields, and the built-in ones in Dify's words. Times in milliseconds. */
export function documentMetadata(document: KnowledgeDocument): JsonObject {
  return {
    document_name: document.name,
    upload_date: document.createdAtMs,
    last_update_date: document.updatedAtMs,
    source: 'file_upload',
  }
}
