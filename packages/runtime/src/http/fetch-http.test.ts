import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFetchHttp, type FetchPlace } from './fetch-http.ts'
import { httpRules, send } from './http-rules.fixture.ts'
import { type HttpTestServer, startHttpServer } from './http-server.fixture.ts'
import { isPrivateHost } from './private-address.ts'

let server: HttpTestServer
beforeAll(async () => {
  server = await startHttpServer()
})
afterAll(() => server.close())

describe('requests by fetch in Node', () => {
  httpRules(
    () => createFetchHttp(),
    () => server.url,
  )

  it('may send what browsers forbid', async () => {
    const answer = await send(createFetchHttp(), {
      url: `${server.url}/echo`,
      headers: { Cookie: 'a=1', 'User-Agent': 'Skep', Referer: 'https://example.org/' },
    })
    expect(JSON.parse(new TextDecoder().decode(answer.body))).toMatchObject({
      headers: { cookie: 'a=1', 'user-agent': 'Skep', referer: 'https://example.org/' },
    })
  })

  it.each(['/breaks', ''])('end with HTTP_NETWORK_OR_CORS when nobody answers at %j', async (path) => {
    const url = path === '' ? 'http://127.0.0.1:1/' : server.url + path
    await expect(send(createFetchHttp(), { url })).rejects.toMatchObject({
      code: 'HTTP_NETWORK_OR_CORS',
      message: expect.not.stringContaining('CORS'),
    })
  })
})

/** fetch as a page of that address has it, on a bad day. */
function pageAt(pageUrl: string): FetchPlace {
  return { pageUrl, fetch: () => Promise.reject(new TypeError('Failed to fetch')) }
}

describe('what a page cannot do', () => {
  const page = createFetchHttp(pageAt('https://app.example.org/'))

  it.each([
    'Cookie',
    'host',
    'User-Agent',
    'ORIGIN',
    'Referer',
    'Content-Length',
    'Accept-Encoding',
    'Connection',
    'Sec-Fetch-Mode',
    'Proxy-Authorization',
    'Transfer-Encoding',
    'Date',
  ])('is to send the header %s', async (header) => {
    await expect(
      send(page, { url: 'https://api.example.org/', headers: { Accept: '*/*', [header]: 'x' } }),
    ).rejects.toMatchObject({
      code: 'HTTP_HEADER_FORBIDDEN',
      data: { header },
      message: expect.stringMatching(/relay.*Pass `http` to createSkep/),
    })
  })

  it.each([
    ['TRACE', {}, 'HTTP_METHOD_FORBIDDEN'],
    ['CONNECT', {}, 'HTTP_METHOD_FORBIDDEN'],
    ['GET', { body: new Uint8Array([1]) }, 'HTTP_OPTION_UNAVAILABLE'],
    ['HEAD', { body: new Uint8Array([1]) }, 'HTTP_OPTION_UNAVAILABLE'],
    ['GET', { verifyCertificate: false }, 'HTTP_OPTION_UNAVAILABLE'],
    ['POST', { headers: { 'X-HTTP-Method-Override': 'GET, TRACE' } }, 'HTTP_HEADER_FORBIDDEN'],
    ['GET', { url: 'file:///etc/passwd' }, 'HTTP_URL_INVALID'],
    ['GET', { url: 'ftp://example.org' }, 'HTTP_URL_INVALID'],
    ['GET', { url: 'nothing' }, 'HTTP_URL_INVALID'],
    ['GET', { url: 'https://ann:pw@example.org' }, 'HTTP_URL_INVALID'],
  ])('is %s with %j', async (method, more, code) => {
    await expect(send(page, { url: 'https://api.example.org/', method, ...more })).rejects.toMatchObject({
      code,
    })
  })

  it.each([
    ['https://app.example.org/', 'http://api.example.org/', 'HTTP_MIXED_CONTENT'],
    ['https://app.example.org/', 'https://192.168.0.7/', 'HTTP_PRIVATE_ADDRESS'],
    ['https://app.example.org/', 'http://localhost:3000/', 'HTTP_PRIVATE_ADDRESS'],
    ['https://app.example.org/', 'http://[::1]/', 'HTTP_PRIVATE_ADDRESS'],
    ['https://app.example.org/', 'https://api.example.org/', 'HTTP_NETWORK_OR_CORS'],
    ['http://localhost:5173/', 'http://192.168.0.7/', 'HTTP_NETWORK_OR_CORS'],
  ])('is, from %s, to reach %s: %s', async (pageUrl, url, code) => {
    const error: unknown = await send(createFetchHttp(pageAt(pageUrl)), { url }).catch(
      (cause: unknown) => cause,
    )
    expect(error).toMatchObject({ code, message: expect.stringContaining('Pass `http` to createSkep') })
  })

  it('is known by the address where it can be known', () => {
    expect(
      ['10.1.2.3', '172.20.0.1', '[fd00::1]', 'printer.local', '169.254.1.1'].every((host) =>
        isPrivateHost(host),
      ),
    ).toBe(true)
    expect(
      ['11.1.2.3', '172.32.0.1', 'example.org', '[2001:db8::1]'].some((host) => isPrivateHost(host)),
    ).toBe(false)
  })
})
