import { KnowledgeBases } from './parts/bases.tsx'
import { KnowledgeChunks } from './parts/chunks.tsx'
import { KnowledgeDocuments } from './parts/documents.tsx'
import { KnowledgeDropZone } from './parts/drop-zone.tsx'
import { KnowledgeRoot } from './parts/root.tsx'
import { KnowledgeSearch } from './parts/search.tsx'
import { KnowledgeSources } from './parts/sources.tsx'
import { KnowledgeUploader } from './parts/uploader.tsx'
import { KnowledgeSettings } from './settings/base-settings.tsx'

/**
 * Knowledge bases and their documents. `Knowledge.Uploader` works alone; with `Knowledge.Root` around them the drop
 * zone, the documents and the settings may be put anywhere. `Bases`, `Chunks` and `Search` need no root.
 * @example <Knowledge.Uploader knowledgeId="docs" createIfMissing="My documents" />
 * @public
 */
export const Knowledge: {
  readonly Root: typeof KnowledgeRoot
  readonly Uploader: typeof KnowledgeUploader
  readonly DropZone: typeof KnowledgeDropZone
  readonly Documents: typeof KnowledgeDocuments
  readonly Bases: typeof KnowledgeBases
  readonly Chunks: typeof KnowledgeChunks
  readonly Search: typeof KnowledgeSearch
  readonly Settings: typeof KnowledgeSettings
  readonly Sources: typeof KnowledgeSources
} = {
  Root: KnowledgeRoot,
  Uploader: KnowledgeUploader,
  DropZone: KnowledgeDropZone,
  Documents: KnowledgeDocuments,
  Bases: KnowledgeBases,
  Chunks: KnowledgeChunks,
  Search: KnowledgeSearch,
  Settings: KnowledgeSettings,
  Sources: KnowledgeSources,
}
