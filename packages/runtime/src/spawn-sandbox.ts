import type { HostOptions } from './wire.ts'

/** Starts the worker of the code node, from the sources. A published package has `spawn-sandbox.published.ts` in its place. @internal */
export function spawnSandboxWorker(_assets: HostOptions['assets']): Worker {
  return new Worker(new URL('../../sandbox/src/worker.ts', import.meta.url), {
    type: 'module',
    name: 'skep-code',
  })
}

/** The address of QuickJS, or undefined where the sandbox finds it by itself. @internal */
export function quickjsUrl(_assets: HostOptions['assets']): string | undefined {
  return undefined
}
