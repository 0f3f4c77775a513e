import { retrieveExternal } from '@skep/knowledge'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFetchHttp } from './http/fetch-http.ts'
import { type HttpTestServer, startHttpServer } from './http/http-server.fixture.ts'

let server: HttpTestServer
beforeAll(async () => {
  server = await startHttpServer()
})
afterAll(() => server.close())

const silent = (signal: AbortSignal) =>
  retrieveExternal(
    {
      endpoint: `${server.url}/external/silent`,
      apiKey: 'key',
      knowledgeId: 'handbook',
      http: createFetchHttp(),
      timeouts: { connectMs: 40, readMs: 40, writeMs: 20 },
    },
    { query: 'scale', topK: 3 },
    { signal },
  )

it('an external knowledge base that does not answer fails in time, in words of its own', async () => {
  await expect(silent(new AbortController().signal)).rejects.toMatchObject({
    code: 'HTTP_TIMEOUT',
    message: 'The external knowledge base took too long to answer. Try again later, or ask who runs it.',
  })
})

it('asking one can be stopped', async () => {
  const controller = new AbortController()
  const asked = silent(controller.signal)
  controller.abort()
  await expect(asked).rejects.toMatchObject({ code: 'CALL_ABORTED' })
})
