import { toErrorData } from '@skep/schema'
import { loadDocument } from '../load-document.ts'
import type { LoadStep, SourceFile } from '../types.ts'

// A worker as a host has one: everything that arrives on its port is its own protocol.
const strangers: unknown[] = []
const controllers = new Map<number, AbortController>()

interface Request {
  readonly id: number
  readonly file?: SourceFile
  readonly stop?: true
  /** Takes away a function that only new browsers have. */
  readonly older?: true
}

globalThis.addEventListener('message', async ({ data }: MessageEvent<Request>) => {
  if (data.stop) return controllers.get(data.id)?.abort()
  if (data.older) return Reflect.deleteProperty(Math, 'sumPrecise')
  if (!data.file) return strangers.push(data)
  const controller = new AbortController()
  controllers.set(data.id, controller)
  const onProgress = (step: LoadStep) => postMessage({ id: data.id, step })
  try {
    const value = await loadDocument(data.file, { signal: controller.signal, onProgress })
    const globals = ['pdfjsWorker', 'pdfjsLib', '_pdfjsTestingUtils'].filter((name) => name in globalThis)
    postMessage({ id: data.id, value, strangers, globals, hasDocument: 'document' in globalThis })
  } catch (error) {
    postMessage({ id: data.id, error: toErrorData(error) })
  }
})
