import { afterAll, beforeAll, expect, it } from 'vitest'
import { pageSource } from './page-source.ts'
import { nodeHttp, serve, type TestServer } from './web.fixture.ts'

let web: TestServer
beforeAll(async () => {
  web = await serve((path) =>
    path === '/a' ? { body: '<title>A</title><p>text' } : path === '/b' ? 410 : 503,
  )
})
afterAll(() => web.close())

it('single pages are new, the same, gone or out of reach', async () => {
  const addresses = ['/a', '/b', '/c'].map((path) => web.url + path)
  const pages = pageSource({ addresses, http: nodeHttp })
  const { signal } = new AbortController()
  const known = [{ key: `${web.url}/b`, version: '1' }]
  const told: string[] = []
  for await (const event of pages.sync({ known, signal })) {
    if (event.type === 'document') known.push(event.content)
    if ('key' in event) told.push(`${event.type} ${event.key.slice(web.url.length)}`)
    else told.push(event.type)
  }
  const steps = [
    'progress',
    'document',
    'checkpoint',
    'progress',
    'removed /b',
    'checkpoint',
    'progress',
    'failed /c',
    'checkpoint',
    'progress',
    'finished',
  ]
  expect(told).toEqual(steps)
  const again: string[] = []
  for await (const event of pages.sync({ known, signal })) again.push(event.type)
  expect(again[1]).toBe('unchanged')
  const rest: string[] = []
  for await (const event of pages.sync({ known, signal, resumeFrom: { taken: 2 } })) rest.push(event.type)
  expect(rest).toEqual(['progress', 'failed', 'checkpoint', 'progress', 'finished'])
})
