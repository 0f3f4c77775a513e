import type { AnnotationStore } from '@skep/engine'
import { newestFirst } from '../order.ts'
import type { Database } from './database.ts'

/** Annotations in IndexedDB. */
export function createDexieAnnotationStore(database: Database): AnnotationStore {
  return {
    async list(appId) {
      const found = await database.read(['annotations'], ({ annotations }) =>
        annotations.where('appId').equals(appId).toArray(),
      )
      return found.sort(newestFirst)
    },
    async put(annotation) {
      const stored = structuredClone(annotation)
      await database.write(['annotations'], ({ annotations }) => annotations.put(stored))
    },
    async remove(annotationId) {
      await database.write(['annotations'], ({ annotations }) => annotations.delete(annotationId))
    },
    async removeAll(appId) {
      await database.write(['annotations'], ({ annotations }) =>
        annotations.where('appId').equals(appId).delete(),
      )
    },
  }
}
