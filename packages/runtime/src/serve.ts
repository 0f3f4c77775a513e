import { serveWorker } from './serve-worker.ts'
import { createService, type ServeOptions } from './service/create-service.ts'

/**
 * Turns the worker that calls it into Skep's. A host that adds its own providers, node types or executors inside the
 * worker writes an entry of three lines and passes it as `worker` to `createSkep`.
 * @example
 * import { serve } from '@skep/runtime'
 * import { transformersProvider } from '@skep/models-transformers'
 * serve({ providers: [transformersProvider()] })
 * @public
 */
export function serve(options: ServeOptions = {}): void {
  serveWorker(createService(options))
}
