import { describe, expect, inject, it } from 'vitest'
import { createFetchHttp } from './fetch-http.ts'
import { httpRules, send } from './http-rules.fixture.ts'

const url = inject('httpServerUrl')

describe('requests by fetch in a browser, to another origin', () => {
  it('have another origin', () => expect(new URL(url).origin).not.toBe(location.origin))

  httpRules(
    () => createFetchHttp(),
    () => url,
  )

  it.each(['/echo', '/status?code=200', '/breaks', '/cors/breaks'])(
    'end with HTTP_NETWORK_OR_CORS and name the relay where %s cannot be read',
    async (path) => {
      await expect(send(createFetchHttp(), { url: url + path })).rejects.toMatchObject({
        code: 'HTTP_NETWORK_OR_CORS',
        message: expect.stringMatching(/\(CORS\).*Pass `http` to createSkep/),
      })
    },
  )

  it('end with HTTP_NETWORK_OR_CORS where the server refuses the preflight', async () => {
    await expect(
      send(createFetchHttp(), { url: `${url}/echo`, method: 'PUT', headers: { 'X-One': '1' } }),
    ).rejects.toMatchObject({ code: 'HTTP_NETWORK_OR_CORS' })
  })

  it.each(['Cookie', 'User-Agent', 'Host'])('never drop the header %s without a word', async (header) => {
    await expect(
      send(createFetchHttp(), { url: `${url}/cors/echo`, headers: { [header]: 'x' } }),
    ).rejects.toMatchObject({ code: 'HTTP_HEADER_FORBIDDEN', data: { header } })
  })

  it('carry no cookies of the page', async () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the page of a host sets cookies this way
    document.cookie = 'session=1'
    const answer = await send(createFetchHttp(), { url: `${url}/cors/echo` })
    expect(JSON.parse(new TextDecoder().decode(answer.body)).headers).not.toHaveProperty('cookie')
  })
})
