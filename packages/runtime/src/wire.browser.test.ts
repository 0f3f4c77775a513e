import { toErrorData } from '@skep/schema'
import { expect, it } from 'vitest'
import { Connection } from './connection.ts'
import { startMainHost } from './main-host.ts'
import { createProxyClient } from './proxy-client.ts'
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

it('replaces a worker that is caught in an endless loop', async () => {
  const connection = new Connection(
    () => startWorkerHost(createWorker),
    { namespace: 'wire', storage: 'memory', providers: [], hostFunctions: [], hostModels: [] },
    new Map(),
    { callMs: (call) => (call === 'apps.get' ? 200 : 5000), tickMs: 50, pingMs: 300 },
  )
  const client = createProxyClient(connection, () => connection.close())
  const states: string[] = []
  await client.apps.list()
  client.watchStatus(({ state }) => states.push(state))
  const failures = Promise.all(
    [client.apps.get('loop'), client.apps.list()].map((call) => call.then(() => null, toErrorData)),
  )
  expect(await failures).toEqual([
    expect.objectContaining({ code: 'CALL_TIMEOUT' }),
    expect.objectContaining({ code: 'WORKER_LOST' }),
  ])
  expect(await client.apps.list()).toEqual([])
  expect(states).toEqual(['restarting', 'ready'])
  await client.close()
})
