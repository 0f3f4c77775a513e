import type { PythonFiles } from '@skep/sandbox'
import { SkepError } from '@skep/schema'
import type { HostOptions } from './wire.ts'
import { createModuleWorker } from './worker-host.ts'

/** Starts the worker of the code node from its lazy file. @internal */
export function spawnSandboxWorker(assets: HostOptions['assets']): Worker {
  return createModuleWorker(asset(assets, 'sandbox.js'))
}

/** @internal */
export function quickjsUrl(assets: HostOptions['assets']): string {
  return asset(assets, 'quickjs.wasm')
}

/** Starts the worker of code nodes in Python from its lazy file. @internal */
export function spawnPythonWorker(assets: HostOptions['assets']): Worker {
  return createModuleWorker(asset(assets, 'python.js'))
}

/** @internal */
export function pythonFiles(assets: HostOptions['assets']): PythonFiles {
  return {
    script: asset(assets, 'pyodide.asm.js'),
    wasm: asset(assets, 'pyodide.asm.wasm'),
    library: asset(assets, 'python_stdlib.zip'),
  }
}

function asset(assets: HostOptions['assets'], name: string): string {
  const url = assets?.[name]
  if (url) return url
  throw new SkepError(
    'ASSET_UNAVAILABLE',
    `The file ${name} of @skep/runtime is missing. Set assetsUrl to its folder.`,
    { name },
  )
}
