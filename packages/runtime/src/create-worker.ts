/**
 * The worker that comes with this package. Written literally: bundlers look for exactly this form.
 * A page whose script comes from another origin may not load it from there: pass `worker` instead.
 * @internal
 */
export function createWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'skep' })
}
