import type { AnnotationMatch } from '@skep/client'
import type { App } from '@skep/schema'
import type { EnginePorts } from '../ports/ports.ts'
import { within } from './within.ts'

/** An answer that takes longer to find than to write is no help. */
const FIND_MS = 5000

/** The stored answer for a question, where the app wants one. A search that fails finds nothing. @internal */
export async function findAnnotation(
  app: App,
  query: string,
  ports: EnginePorts,
  signal: AbortSignal,
): Promise<AnnotationMatch | null> {
  const feature = app.features.annotationReply
  const { annotations } = ports
  if (!feature?.enabled || !annotations || query.trim() === '') return null
  const { scoreThreshold: threshold, embeddingModel } = feature
  const request = { appId: app.id, query, threshold, ...(embeddingModel ? { embeddingModel } : {}) }
  try {
    return await within(ports.clock, FIND_MS, signal, (inner) => annotations.find(request, { signal: inner }))
  } catch {
    // The graph answers then, as it would without the feature.
    return null
  }
}
