import type { HostOptions } from './wire.ts'

/** Starts the worker of the code node, from the sources. A published package has `spawn-sandbox.published.ts` in its place. @internal */
export function spawnSandboxWorker(_assets: HostOptions['assets']): Worker {
  return new Worker(new URL('../../sandbox/src/worker.ts', import.meta.url), {
    type: 'module',
    name: 'skep-code',
  })
}

/** The address of QuickJS. @internal */
export function quickjsUrl(_assets: HostOptions['assets']): string {
  return new URL(
    '../../sandbox/node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm',
    import.meta.url,
  ).href
}
