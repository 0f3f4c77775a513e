import { SkepError } from '@skep/schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HostLink } from '../host-link.ts'
import { httpRules, send, textOf } from './http-rules.fixture.ts'
import { type HttpTestServer, startHttpServer } from './http-server.fixture.ts'
import { createRelayHttp, type HttpRelay, relayFunction } from './relay.ts'

let server: HttpTestServer
beforeAll(async () => {
  server = await startHttpServer()
})
afterAll(() => server.close())

/** The wire without a wire: the page's function is called as it is, and a stopped stream ends as on the wire. */
function through(relay: HttpRelay): Pick<HostLink, 'stream'> {
  return {
    async *stream(_name, args, signal) {
      const items = relayFunction(relay).stream?.(args, signal)[Symbol.asyncIterator]()
      const stopped = new Promise<never>((_, reject) => {
        const stop = (): void => reject(new SkepError('CALL_ABORTED', 'stopped'))
        signal.addEventListener('abort', stop)
        if (signal.aborted) stop()
      })
      stopped.catch(() => undefined) // it may come after the end
      for (;;) {
        const step = await Promise.race([items?.next(), stopped])
        if (!step || step.done) return
        yield step.value
      }
    },
  }
}

const byFetch: HttpRelay = ({ url, method, headers, body }, { signal }) =>
  fetch(url, { method, headers, ...(body ? { body: new Uint8Array(body) } : {}), signal })

describe('requests through a relay', () => {
  httpRules(
    () => createRelayHttp(through(byFetch)),
    () => server.url,
  )

  it('may be anything, since the relay decides', async () => {
    const seen: unknown[] = []
    const relay: HttpRelay = async (request) => {
      seen.push(request)
      return { status: 200, headers: { a: 'b' }, body: new TextEncoder().encode('ok') }
    }
    const answer = await send(createRelayHttp(through(relay)), {
      url: 'http://10.0.0.1/',
      headers: { Cookie: 'a=1' },
      verifyCertificate: false,
    })
    expect([answer.status, answer.headers, textOf(answer)]).toEqual([200, { a: 'b' }, 'ok'])
    expect(seen).toMatchObject([{ headers: { Cookie: 'a=1' }, verifyCertificate: false }])
  })

  it('are refused when the relay gives back more than was asked for, or something else', async () => {
    const long: HttpRelay = async () => ({ status: 200, headers: {}, body: new Uint8Array(11) })
    await expect(
      send(createRelayHttp(through(long)), { url: 'https://example.org', maxBytes: 10 }),
    ).rejects.toMatchObject({ code: 'HTTP_TOO_LARGE' })
    const odd = {
      stream: async function* () {
        yield { status: 'ok' }
      },
    }
    await expect(send(createRelayHttp(odd), { url: 'https://example.org' })).rejects.toMatchObject({
      code: 'HOST_FUNCTION_FAILED',
    })
  })

  it('keep the code of what the relay throws', async () => {
    const relay: HttpRelay = async () => {
      throw new SkepError('HTTP_PRIVATE_ADDRESS', 'Not allowed.')
    }
    await expect(send(createRelayHttp(through(relay)), { url: 'https://example.org' })).rejects.toMatchObject(
      {
        code: 'HTTP_PRIVATE_ADDRESS',
        message: 'Not allowed.',
      },
    )
  })
})
