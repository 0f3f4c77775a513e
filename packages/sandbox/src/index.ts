export {
  createJavaScriptSandbox,
  createSandbox,
  type JavaScriptSandboxOptions,
  type Sandbox,
} from './javascript-sandbox.ts'
export type { SandboxWorker, SpawnSandboxWorker, WasmSource } from './protocol.ts'
export { sandboxWorkerOf, spawnBrowserSandboxWorker } from './spawn-browser.ts'
