import type { SkepClient } from '@skep/client'
import { ERROR_CODES, SkepError, toErrorData } from '@skep/schema'
import { describe, expect, it, vi } from 'vitest'
import { Connection, type StartHost } from './connection.ts'
import type { HostFunction } from './host-functions.ts'
import type { Limits } from './limits.ts'
import { createProxyClient } from './proxy-client.ts'

const OPTIONS = {
  namespace: 'wire',
  storage: 'memory',
  providers: [],
  hostFunctions: ['echo', 'count', 'last-words'],
  hostModels: [],
} as const

interface OpenOptions {
  readonly namespace?: string
  readonly limits?: Partial<Limits>
  readonly startHost?: StartHost
}

/** What must hold over a worker and over its stand-in on the main thread alike. */
export function describeWire(name: string, start: StartHost): void {
  function open(
    functions: Record<string, HostFunction> = {},
    { namespace = 'wire', limits = {}, startHost = start }: OpenOptions = {},
  ): { client: SkepClient; connection: Connection } {
    const all = new Map(Object.entries({ 'last-words': { call: () => undefined }, ...functions }))
    const connection = new Connection(startHost, { ...OPTIONS, namespace }, all, { tickMs: 20, ...limits })
    return { connection, client: createProxyClient(connection, () => connection.close()) }
  }
  const collect = async (events: AsyncIterable<unknown>): Promise<unknown[]> => {
    const all: unknown[] = []
    for await (const event of events) all.push(event)
    return all
  }
  const nextState = (client: SkepClient): Promise<string> =>
    new Promise((resolve) => {
      const stop = client.watchStatus(({ state }) => {
        stop()
        resolve(state)
      })
    })
  const failure = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(() => 'no failure', toErrorData)

  describe(`the wire over ${name}`, () => {
    it.each(ERROR_CODES)('carries %s with its message and data', async (code) => {
      const { client } = open()
      expect(await failure(client.apps.get(`throw:${code}`))).toEqual({
        code,
        message: `about ${code}`,
        data: { value: code, deep: { list: [1, null] } },
      })
      await client.close()
    })

    it('streams the answer of a model, with its error, and stops it when its reader leaves', async () => {
      const { client } = open()
      const ask = (model: string) => client.models.chat({ provider: 'ours', model, messages: [] })
      expect(await collect(ask('small'))).toEqual([
        { type: 'text', text: 'small' },
        { type: 'finish', reason: 'stop', usage: {} },
      ])
      expect(await failure(collect(ask('fails')))).toMatchObject({ code: 'MODEL_AUTH' })
      for await (const _part of ask('waits')) break
      await expect.poll(() => client.apps.get('listening')).toBe(0)
      const download = await new Promise((resolve) => client.models.watchDownloads(resolve))
      expect(download).toEqual({ provider: 'local', model: 'tiny', state: 'ready' })
      await client.close()
      expect(await failure(collect(ask('small')))).toMatchObject({ code: 'CLIENT_CLOSED' })
    })

    it('gives foreign errors a code and an abort its own', async () => {
      const { client } = open()
      expect(await failure(client.apps.get('foreign'))).toMatchObject({ code: 'INTERNAL' })
      expect(await failure(client.apps.get('abort'))).toMatchObject({ code: 'CALL_ABORTED' })
      await client.close()
    })

    it('returns values and hands over the namespace', async () => {
      const { client } = open()
      expect(await client.apps.get('one')).toEqual({
        app: { id: 'one' },
        revision: 1,
        createdAtMs: 0,
        updatedAtMs: 0,
      })
      expect(await client.apps.get('namespace')).toBe('wire')
      await client.close()
    })

    it('refuses arguments that cannot be sent', async () => {
      const { client } = open()
      expect(await failure(client.apps.get((() => 1) as unknown as string))).toMatchObject({
        code: 'CALL_INVALID',
      })
      await client.close()
    })

    it('refuses methods that are not in the contract', async () => {
      const { client, connection } = open()
      for (const method of [
        'apps.constructor',
        'apps.__proto__',
        'close',
        'constructor.name',
        'secrets.get',
      ]) {
        expect(await failure(connection.call(method, []))).toMatchObject({ code: 'CALL_INVALID' })
      }
      await client.close()
    })

    it('streams 20,000 events in order and ends with the last', async () => {
      const { client } = open()
      const sequences: number[] = []
      for await (const event of client.runs.events('many:20000')) sequences.push(event.sequence)
      expect(sequences).toEqual(Array.from({ length: 20_001 }, (_, index) => index + 1))
      await client.close()
    })

    it('ends a stream with the code of its failure', async () => {
      const { client } = open()
      const seen: number[] = []
      const work = (async () => {
        for await (const event of client.runs.events('fail:3')) seen.push(event.sequence)
      })()
      expect(await failure(work)).toMatchObject({ code: 'RUN_NOT_FOUND', data: { runId: 'fail:3' } })
      expect(seen).toEqual([1, 2, 3])
      await client.close()
    })

    it('lets a reader leave a stream that is silent', async () => {
      const { client } = open()
      const controller = new AbortController()
      const seen: number[] = []
      for await (const event of client.runs.events('open:2', { signal: controller.signal })) {
        seen.push(event.sequence)
        if (event.sequence === 2) setTimeout(() => controller.abort(), 20)
      }
      expect(seen).toEqual([1, 2])
      await client.close()
    })

    it('sends bytes as blobs and leaves the caller its own', async () => {
      const { client } = open()
      const bytes = new Uint8Array([1, 2, 3])
      expect(await client.files.upload({ name: 'a', bytes })).toEqual({ isBlob: true, size: 3 })
      expect(bytes).toEqual(new Uint8Array([1, 2, 3]))
      await client.close()
    })

    it('calls functions of the page and carries their codes back', async () => {
      const { client } = open({
        echo: { call: (value) => [value, 'back'] },
        count: {
          stream: async function* () {
            for (let number = 1; number <= 1000; number++) yield number
          },
        },
      })
      expect(await client.apps.get('host:echo')).toEqual(['an argument', 'back'])
      expect(await client.apps.get('host-stream:count')).toEqual(
        Array.from({ length: 1000 }, (_, index) => index + 1),
      )
      await client.close()
      const failing = open({
        echo: { call: () => Promise.reject(new SkepError('APP_CONFLICT', 'taken', { currentRevision: 7 })) },
        count: {
          // biome-ignore lint/correctness/useYield: fails before its first item
          stream: async function* () {
            throw new Error('the host broke')
          },
        },
      })
      expect(await failure(failing.client.apps.get('host:echo'))).toEqual({
        code: 'APP_CONFLICT',
        message: 'taken',
        data: { currentRevision: 7 },
      })
      expect(await failure(failing.client.apps.get('host-stream:count'))).toMatchObject({
        code: 'HOST_FUNCTION_FAILED',
      })
      await failing.client.close()
    })

    it('rejects every open call when the host dies, starts a new one, and listens again', async () => {
      const { client, connection } = open()
      const heard: unknown[] = []
      client.apps.watch((event) => heard.push(event))
      await expect.poll(() => heard.length).toBe(2)
      const hanging = [failure(client.apps.get('hang')), failure(client.apps.get('hang'))]
      const states: string[] = []
      client.watchStatus(({ state }) => states.push(state))
      await client.apps.list()
      connection.kill()
      expect(await Promise.all(hanging)).toEqual([
        expect.objectContaining({ code: 'WORKER_LOST' }),
        expect.objectContaining({ code: 'WORKER_LOST' }),
      ])
      expect(await client.apps.get('one')).toMatchObject({ revision: 1 })
      await expect.poll(() => heard.length).toBe(4)
      expect(states).toEqual(['restarting', 'ready'])
      await client.close()
    })

    it('asks a new host for the events after the last one it saw', async () => {
      const { client, connection } = open()
      const seen: number[] = []
      const controller = new AbortController()
      for await (const event of client.runs.events('open:2', { signal: controller.signal })) {
        seen.push(event.sequence)
        if (event.sequence !== 2) continue
        connection.kill()
        client.watchStatus(({ state }) => state === 'ready' && setTimeout(() => controller.abort(), 100))
      }
      expect(seen).toEqual([1, 2]) // a host asked from the beginning would have sent both again
      await client.close()
    })

    it('rejects calls after it was closed', async () => {
      const { client } = open()
      await client.apps.list()
      const hanging = failure(client.apps.get('hang'))
      await client.close()
      expect(await hanging).toMatchObject({ code: 'CLIENT_CLOSED' })
      expect(await failure(client.apps.list())).toMatchObject({ code: 'CLIENT_CLOSED' })
      expect(client.status().state).toBe('closed')
    })

    it('tells every caller why a start failed for good, and starts nothing again', async () => {
      const hosts: string[] = []
      const startHost: StartHost = async () => {
        const host = await start()
        void host.died.then((reason) => hosts.push(reason))
        return host
      }
      const { client } = open({}, { namespace: 'start-fails', startHost })
      const states: unknown[] = []
      client.watchStatus(({ state, reason }) => states.push([state, reason]))
      const refused = { code: 'STORAGE_VERSION', message: 'too new', data: { found: 9 } }
      expect(await Promise.all([failure(client.apps.list()), failure(client.secrets.list())])).toEqual([
        refused,
        refused,
      ])
      expect(await failure(client.apps.list())).toEqual(refused)
      expect(await failure(collect(client.runs.events('open:1')))).toEqual(refused)
      expect(client.status()).toMatchObject({ state: 'lost', reason: 'STORAGE_VERSION' })
      expect(states).toEqual([['lost', 'STORAGE_VERSION']])
      await expect.poll(() => hosts).toEqual(['terminated'])
      await client.close()
      expect(await failure(client.apps.list())).toMatchObject({ code: 'CLIENT_CLOSED' })
    })

    it('gives up a start that hangs', async () => {
      const { client } = open({}, { namespace: 'start-hangs', limits: { startMs: 100 } })
      expect(await failure(client.apps.list())).toMatchObject({ code: 'CALL_TIMEOUT' })
      expect(client.status()).toMatchObject({ state: 'lost', reason: 'CALL_TIMEOUT' })
      await client.close()
    })

    it('gives up a host that cannot be started at all', async () => {
      const startHost: StartHost = () =>
        Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
      const { client } = open({}, { startHost })
      expect(await failure(client.apps.list())).toMatchObject({ code: 'WORKER_UNAVAILABLE' })
      expect(client.status()).toMatchObject({ state: 'lost', reason: 'WORKER_UNAVAILABLE' })
      await client.close()
    })

    it('tries a host that dies while it starts three more times', async () => {
      let starts = 0
      const startHost: StartHost = async () => {
        const host = await start()
        starts++
        setTimeout(() => host.terminate(), 20)
        return host
      }
      const { client } = open({}, { namespace: 'start-slow', startHost, limits: { restartMs: 5 } })
      for (let call = 1; call <= 4; call++) {
        expect(await failure(client.apps.list())).toMatchObject({ code: 'WORKER_LOST' })
      }
      expect(client.status()).toMatchObject({ state: 'lost', reason: 'WORKER_LOST' })
      expect(starts).toBe(4)
      expect(await failure(client.apps.list())).toMatchObject({ code: 'WORKER_LOST' })
      await client.close()
    })

    it('rejects calls, streams and watches after the last of too many deaths', async () => {
      const { client, connection } = open({}, { limits: { restartMs: 5 } })
      for (let death = 1; death <= 4; death++) {
        await client.apps.list()
        const state = nextState(client)
        connection.kill()
        expect(await state).toBe(death < 4 ? 'restarting' : 'lost')
      }
      expect(await failure(client.apps.list())).toMatchObject({ code: 'WORKER_LOST' })
      expect(await failure(collect(client.runs.events('many:3')))).toMatchObject({ code: 'WORKER_LOST' })
      client.apps.watch(() => undefined)
      await client.close()
    })

    it('ends a host that comes after the client closed', async () => {
      const ends: string[] = []
      const startHost: StartHost = async () => {
        await new Promise((resolve) => setTimeout(resolve, 50))
        const host = await start()
        void host.died.then((reason) => ends.push(reason))
        return host
      }
      const { client } = open({}, { startHost })
      const hanging = failure(client.apps.list())
      await client.close()
      expect(await hanging).toMatchObject({ code: 'CLIENT_CLOSED' })
      await expect.poll(() => ends).toEqual(['terminated'])
      expect(client.status().state).toBe('closed')
    })

    it('closes while the service is being made', async () => {
      const { client } = open({}, { namespace: 'start-slow' })
      const hanging = failure(client.apps.list())
      await new Promise((resolve) => setTimeout(resolve, 30))
      const states: string[] = []
      client.watchStatus(({ state }) => states.push(state))
      await client.close()
      expect(await hanging).toMatchObject({ code: 'CLIENT_CLOSED' })
      await new Promise((resolve) => setTimeout(resolve, 150))
      expect([states, client.status().state]).toEqual([['closed'], 'closed'])
    })

    it('lets the service say its last words, but not for ever', async () => {
      const said: string[] = []
      const { client } = open({ 'last-words': { call: () => void said.push('bye') } })
      await client.apps.list()
      await client.close()
      expect(said).toEqual(['bye'])
      const deaf = open(
        { 'last-words': { call: () => new Promise(() => undefined) } },
        { limits: { closeMs: 50 } },
      )
      await deaf.client.apps.list()
      await deaf.client.close()
    })

    it('ends a call that takes too long, and leaves the others and the host alone', async () => {
      const { client } = open({}, { limits: { callMs: (call) => (call === 'apps.get' ? 100 : 10_000) } })
      const states: string[] = []
      await client.apps.list()
      client.watchStatus(({ state }) => states.push(state))
      expect(await failure(client.apps.get('hang'))).toEqual({
        code: 'CALL_TIMEOUT',
        message: 'There was no answer to apps.get within 0 seconds. Try again.',
        data: { name: 'apps.get', limitMs: 100 },
      })
      expect(await client.apps.get('late:20')).toBe('20')
      expect(states).toEqual([])
      await client.close()
    })

    it('gives each of many calls its own answer, in whatever order they come', async () => {
      const { client } = open()
      const waits = Array.from({ length: 50 }, (_, index) => String((index * 37) % 50))
      expect(await Promise.all(waits.map((ms) => client.apps.get(`late:${ms}`)))).toEqual(waits)
      await client.close()
    })

    it('refuses to send back what cannot be sent', async () => {
      const { client } = open()
      expect(await failure(client.apps.get('function'))).toMatchObject({ code: 'INTERNAL' })
      const seen: number[] = []
      const reading = (async () => {
        for await (const { sequence } of client.runs.events('function:3')) seen.push(sequence)
      })()
      expect(await failure(reading)).toMatchObject({ code: 'CALL_INVALID' })
      expect(seen).toEqual([1])
      expect(await client.apps.list()).toEqual([])
      await client.close()
    })

    it('hears once of each event when it began to listen during a restart', async () => {
      const { client, connection } = open()
      await client.apps.list()
      const state = nextState(client)
      connection.kill()
      expect(await state).toBe('restarting')
      const heard: unknown[] = []
      client.apps.watch((event) => heard.push(event))
      await client.apps.list()
      await new Promise((resolve) => setTimeout(resolve, 60))
      expect(heard.length).toBe(2)
      expect(await client.apps.get('listening')).toBe(1)
      await client.close()
    })

    it('goes on when a listener throws', async () => {
      const reports = vi.spyOn(console, 'error').mockImplementation(() => undefined)
      const { client } = open()
      const heard: string[] = []
      const broken = (): never => {
        throw new SkepError('INTERNAL', 'a mistake of the page')
      }
      client.watchStatus(broken)
      client.watchStatus(({ state }) => heard.push(state))
      client.apps.watch((event) => {
        heard.push(event.type)
        broken()
      })
      await client.apps.list()
      await expect.poll(() => heard).toEqual(['ready', 'app_removed', 'app_removed'])
      expect(reports).toHaveBeenCalledTimes(3)
      await client.close()
      reports.mockRestore()
    })

    it('leaves nothing behind on either side when readers leave', async () => {
      const { client, connection } = open({}, { namespace: 'start-slow' })
      client.apps.watch(() => undefined)() // before the service is there
      const early = new AbortController()
      const aborted = collect(client.runs.events('open:1', { signal: early.signal }))
      early.abort()
      expect(await aborted).toEqual([])
      expect(await client.apps.get('listening')).toBe(0)
      for await (const event of client.runs.events('many:1000')) if (event.sequence === 2) break
      const stop = client.apps.watch(() => undefined)
      expect(await failure(collect(client.runs.events('fail:2')))).toMatchObject({ code: 'RUN_NOT_FOUND' })
      await expect.poll(() => client.apps.get('listening')).toBe(1)
      stop()
      await expect.poll(() => client.apps.get('listening')).toBe(0)
      expect(connection.streamCount).toBe(0)
      await client.close()
    })

    it('lets go of a silent stream when its reader returns', async () => {
      const { client, connection } = open()
      const reader = client.runs.events('open:1')[Symbol.asyncIterator]()
      expect((await reader.next()).value).toMatchObject({ sequence: 1 })
      const waiting = reader.next()
      await reader.return?.()
      expect(await waiting).toEqual({ done: true, value: undefined })
      await expect.poll(() => client.apps.get('listening')).toBe(0)
      expect(connection.streamCount).toBe(0)
      await client.close()
    })

    it('brings 100,000 events in order to a reader that dawdles', async () => {
      const { client } = open()
      let last = 0
      let isInOrder = true
      for await (const { sequence } of client.runs.events('many:100000')) {
        isInOrder &&= sequence === last + 1
        last = sequence
        if (sequence % 10_000 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      }
      expect([isInOrder, last]).toEqual([true, 100_001])
      await client.close()
    })

    it('closes one client of a connection for itself', async () => {
      const { client: other, connection } = open()
      const client = createProxyClient(connection, () => undefined)
      const states: string[] = []
      client.watchStatus(({ state }) => states.push(state))
      await client.apps.list()
      const hanging = failure(client.apps.get('hang'))
      const reading = failure(collect(client.runs.events('open:1')))
      client.apps.watch(() => undefined)
      await expect.poll(() => other.apps.get('listening')).toBe(2)
      await client.close()
      await client.close()
      expect(await Promise.all([hanging, reading])).toEqual([
        expect.objectContaining({ code: 'CLIENT_CLOSED' }),
        expect.objectContaining({ code: 'CLIENT_CLOSED' }),
      ])
      expect(states).toEqual(['ready', 'closed'])
      expect([client.status().state, other.status().state]).toEqual(['closed', 'ready'])
      await expect.poll(() => other.apps.get('listening')).toBe(0)
      await other.close()
    })
  })
}
