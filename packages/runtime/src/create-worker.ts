import { ASSET_FILES } from './assets.ts'
import { createModuleWorker } from './worker-host.ts'

/**
 * The worker that comes with this package. Written literally: bundlers look for exactly this form.
 * A page whose script comes from another origin may not load it from there; then a copy among the lazy files is
 * reached through a one-line script of the page's own, where the page's policy allows `blob:`.
 * @internal
 */
export function createWorker(): Worker {
  try {
    return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'skep' })
  } catch (error) {
    const copy = ASSET_FILES['worker.js']
    if (!copy) throw error
    return createModuleWorker(copy())
  }
}
