import type { Annotation } from '@skep/client'
import type { AnnotationStore } from '@skep/engine'
import { newestFirst } from '../order.ts'

/** Annotations in memory. */
export function createMemoryAnnotationStore(): AnnotationStore {
  const annotations = new Map<string, Annotation>()
  return {
    list: async (appId) =>
      structuredClone([...annotations.values()].filter((each) => each.appId === appId).sort(newestFirst)),
    async put(annotation) {
      annotations.set(annotation.id, structuredClone(annotation))
    },
    async remove(annotationId) {
      annotations.delete(annotationId)
    },
    async removeAll(appId) {
      for (const { id, appId: owner } of [...annotations.values()])
        if (owner === appId) annotations.delete(id)
    },
  }
}
