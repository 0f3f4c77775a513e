import type { HttpPort, HttpRequest, HttpResponse } from '@skep/engine'
import { expect, it } from 'vitest'

const timeouts = { connectMs: 10_000, readMs: 60_000, writeMs: 10_000 }

export function send(
  port: HttpPort,
  request: Partial<HttpRequest> & Pick<HttpRequest, 'url'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<HttpResponse> {
  return port.fetch({ method: 'GET', headers: {}, timeouts, ...request }, { signal })
}

export function textOf({ body }: HttpResponse): string {
  return new TextDecoder().decode(body)
}

/** What holds wherever requests leave from, against a server that lets everybody read. */
export function httpRules(makePort: () => HttpPort, url: () => string): void {
  it('sends method, headers and body, and gives back status, headers and body', async () => {
    const body = new TextEncoder().encode('x{"a": "ä"}x').subarray(1, -1)
    const answer = await send(makePort(), {
      url: `${url()}/cors/echo?q=1`,
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json', 'X-One': '1', Authorization: 'Bearer key' },
      body,
    })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json')
    expect(JSON.parse(textOf(answer))).toMatchObject({
      method: 'PATCH',
      path: '/cors/echo?q=1',
      headers: { 'content-type': 'application/json', 'x-one': '1', authorization: 'Bearer key' },
      body: '{"a": "ä"}',
    })
  })

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('sends %s', async (method) => {
    const answer = await send(makePort(), { url: `${url()}/cors/echo`, method })
    expect(JSON.parse(textOf(answer))).toMatchObject({ method })
  })

  it('sends HEAD, whose answer has no body', async () => {
    const answer = await send(makePort(), { url: `${url()}/cors/echo`, method: 'HEAD' })
    expect([answer.status, answer.body.byteLength]).toEqual([200, 0])
  })

  it.each([201, 404, 500])('takes the status %d as an answer', async (code) => {
    const answer = await send(makePort(), { url: `${url()}/cors/status?code=${code}` })
    expect([answer.status, textOf(answer)]).toEqual([code, 'as asked'])
  })

  it('follows redirects', async () => {
    const answer = await send(makePort(), { url: `${url()}/cors/redirect` })
    expect(JSON.parse(textOf(answer))).toMatchObject({ path: '/cors/echo' })
  })

  it('leaves an answer that is too long before its end, for it has none', async () => {
    await expect(send(makePort(), { url: `${url()}/cors/endless`, maxBytes: 300_000 })).rejects.toMatchObject(
      {
        code: 'HTTP_TOO_LARGE',
        data: { maxBytes: 300_000, errorType: 'ResponseSizeError' },
      },
    )
  })

  it.each(['silent', 'stalls'])('ends with HTTP_TIMEOUT when the server is %s', async (path) => {
    const quick = { connectMs: 50, readMs: 300, writeMs: 50 }
    await expect(send(makePort(), { url: `${url()}/cors/${path}`, timeouts: quick })).rejects.toMatchObject({
      code: 'HTTP_TIMEOUT',
    })
  })

  it('stops with its signal', async () => {
    const controller = new AbortController()
    const answer = send(makePort(), { url: `${url()}/cors/silent` }, controller.signal)
    controller.abort()
    await expect(answer).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    await expect(send(makePort(), { url: `${url()}/cors/echo` }, AbortSignal.abort())).rejects.toMatchObject({
      code: 'CALL_ABORTED',
    })
  })
}
