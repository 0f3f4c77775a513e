import type { SkepClient } from '@skep/client'
import { ERROR_CODES, SkepError, toErrorData } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { Connection, type StartHost } from './connection.ts'
import type { HostFunction } from './host-functions.ts'
import { createProxyClient } from './proxy-client.ts'

const OPTIONS = {
  namespace: 'wire',
  storage: 'memory',
  providers: [],
  hostFunctions: ['echo', 'count'],
  hostModels: [],
} as const

/** What must hold over a worker and over its stand-in on the main thread alike. */
export function describeWire(name: string, start: StartHost): void {
  function open(functions: Record<string, HostFunction> = {}): {
    client: SkepClient
    connection: Connection
  } {
    const connection = new Connection(start, OPTIONS, new Map(Object.entries(functions)))
    return { connection, client: createProxyClient(connection, () => connection.close()) }
  }
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
      await expect.poll(() => heard.length).toBe(1)
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
      await expect.poll(() => heard.length).toBe(2)
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
  })
}
