// The page's side of `events.ts`.
import { Connection } from '../src/connection.ts'
import { Inbox } from '../src/inbox.ts'
import { createProxyClient } from '../src/proxy-client.ts'
import { startWorkerHost } from '../src/worker-host.ts'

export interface Figures {
  readonly milliseconds: number
  readonly longestStallMs: number
}

export async function measure(way: 'batched' | 'parcels' | 'raw', events: number): Promise<Figures> {
  return way === 'batched' ? throughClient(events) : throughPort(way, events)
}

async function throughClient(events: number): Promise<Figures> {
  const createWorker = (): Worker =>
    new Worker(new URL('./events-client-worker.ts', import.meta.url), { type: 'module' })
  const options = {
    namespace: 'bench',
    storage: 'memory',
    providers: [],
    hostFunctions: [],
    hostModels: [],
  } as const
  const connection = new Connection(() => startWorkerHost(createWorker), options, new Map())
  const client = createProxyClient(connection, () => connection.close())
  await client.apps.list()
  const figures = await timed(async () => {
    let seen = 0
    for await (const event of client.runs.events(`many:${events - 1}`)) {
      if (event.sequence !== ++seen) throw new Error(`Event ${event.sequence} came as number ${seen}.`)
    }
    if (seen !== events) throw new Error(`${seen} of ${events} events came.`)
  })
  await client.close()
  return figures
}

async function throughPort(way: 'parcels' | 'raw', events: number): Promise<Figures> {
  const worker = new Worker(new URL('./events-port-worker.ts', import.meta.url), { type: 'module' })
  await new Promise((resolve) => {
    worker.onmessage = resolve // its script has loaded
  })
  const { port1, port2 } = new MessageChannel()
  const figures = await timed(async () => {
    let seen = 0
    const all = new Promise<void>((resolve) => {
      if (way === 'raw') {
        port1.onmessage = () => {
          if (++seen === events) resolve()
        }
        return
      }
      const inbox = new Inbox()
      const { items } = inbox.open(1, () => undefined)
      port1.onmessage = ({ data }) => inbox.receive(data)
      void (async () => {
        for await (const _event of items) seen++
        resolve()
      })()
    })
    worker.postMessage({ way, events, port: port2 }, [port2])
    await all
    if (seen !== events) throw new Error(`${seen} of ${events} events came.`)
  })
  port1.close()
  worker.terminate()
  return figures
}

async function timed(work: () => Promise<void>): Promise<Figures> {
  let last = performance.now()
  let longestStallMs = 0
  const look = (): void => {
    const now = performance.now()
    longestStallMs = Math.max(longestStallMs, now - last)
    last = now
  }
  const timer = setInterval(look, 4)
  const start = performance.now()
  await work()
  const milliseconds = performance.now() - start
  look()
  clearInterval(timer)
  return { milliseconds, longestStallMs }
}
