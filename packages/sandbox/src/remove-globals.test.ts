import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'

it('leaves nothing but the language in a thread of Node', async () => {
  const worker = new Worker(new URL('./remove-globals.fixture.ts', import.meta.url), { env: {} })
  const text = await new Promise<string>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  await worker.terminate()
  const { scope, walks, clock } = JSON.parse(text)
  expect({ walks, clock }).toEqual({ walks: [], clock: 'number' })
  expect(scope.filter((name: string) => !isLanguage(name))).toEqual([])
  expect(scope).toContain('JSON')
})

/** Of the language, without anything that makes code, threads or modules. */
function isLanguage(name: string): boolean {
  return (
    Reflect.ownKeys(globalThis).includes(name) &&
    !/^(process|global|Buffer|eval|Function|WebAssembly|SharedArrayBuffer|Atomics|fetch|WebSocket|EventSource|Worker|Message.*|BroadcastChannel|set.*|queueMicrotask|structuredClone|navigator|crypto|Crypto.*|require|self|location|importScripts|postMessage|console)$/.test(
      name,
    )
  )
}
