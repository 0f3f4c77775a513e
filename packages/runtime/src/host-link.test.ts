import * as Comlink from 'comlink'
import { afterEach, describe, expect, it } from 'vitest'
import { createHostApi, type HostFunction } from './host-functions.ts'
import { type HostLinkEnd, openHostLink } from './host-link.ts'
import { Outbox } from './outbox.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

function open(
  functions: Record<string, HostFunction>,
  limitMs?: number,
): { link: HostLinkEnd; page: ReturnType<typeof createHostApi> } {
  const calls = new MessageChannel()
  const items = new MessageChannel()
  const outbox = new Outbox((parcel) => items.port1.postMessage(parcel))
  const page = createHostApi(new Map(Object.entries(functions)), outbox)
  Comlink.expose(page, calls.port1)
  const link = openHostLink(calls.port2, Object.keys(functions), limitMs ? () => limitMs : undefined)
  items.port2.onmessage = (message) => link.receive(message.data)
  ends.push(() => {
    for (const { port1, port2 } of [calls, items]) for (const port of [port1, port2]) port.close()
  })
  return { link, page }
}

const silence = (): Promise<never> => new Promise(() => undefined)

describe('functions of the page', () => {
  it('that do not answer in time fail with CALL_TIMEOUT, and the next one is asked all the same', async () => {
    const { link } = open({ hang: { call: silence }, echo: { call: (value) => value } }, 500)
    await expect(link.call('hang', [])).rejects.toMatchObject({
      code: 'CALL_TIMEOUT',
      data: { name: "the page's function hang" },
    })
    expect(await link.call('echo', ['still there'])).toBe('still there')
  })

  it('that hang are let go when the page closes', async () => {
    const { link } = open({ hang: { call: silence }, stream: { stream: () => hangingStream() } })
    const call = link.call('hang', [])
    const item = link.stream('stream', [], new AbortController().signal).next()
    link.close()
    await expect(call).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
    await expect(item).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  })

  it('hear when the worker that reads their stream is gone', async () => {
    let reason: unknown
    const { link, page } = open({
      stream: {
        async *stream(_args, signal) {
          signal.addEventListener('abort', () => {
            reason = signal.reason
          })
          yield 1
          await silence()
        },
      },
    })
    const items = link.stream('stream', [], new AbortController().signal)
    expect(await items.next()).toEqual({ done: false, value: 1 })
    page.abortAll()
    expect(reason).toMatchObject({ name: 'AbortError' })
  })
})

async function* hangingStream(): AsyncGenerator<never> {
  yield await silence()
}
