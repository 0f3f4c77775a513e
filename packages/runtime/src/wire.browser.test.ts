import { expect, it } from 'vitest'
import { startMainHost } from './main-host.ts'
import { testService } from './wire.fixture.ts'
import { describeWire } from './wire-rules.fixture.ts'
import { startWorkerHost } from './worker-host.ts'

const createWorker = (): Worker =>
  new Worker(new URL('./wire-worker.fixture.ts', import.meta.url), { type: 'module' })

describeWire('a worker', () => startWorkerHost(createWorker))
describeWire('the main thread of a browser', () => startMainHost(testService))

it('tells when the script of a worker cannot be loaded', async () => {
  const missing = (): Worker =>
    new Worker(new URL('/there-is-no-such-worker.js', location.href), { type: 'module' })
  await expect(startWorkerHost(missing)).rejects.toMatchObject({ code: 'WORKER_UNAVAILABLE' })
})

it('notices that a worker ended itself', async () => {
  const source = `
    navigator.locks.request('life-of-a-test', () => { postMessage({ skep: 'hello', lifeLock: 'life-of-a-test' }); return new Promise(() => {}) })
    setTimeout(() => close(), 50)`
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const host = await startWorkerHost(() => new Worker(url, { type: 'module' }))
  expect(await host.died).toBe('crashed')
})
