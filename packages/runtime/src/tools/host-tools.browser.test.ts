import type { RunEvent, SkepClient } from '@skep/client'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { createSkep, type SkepOptions } from '../create-skep.ts'
import { orderApp, requestApp, shopTool } from './host-tools.fixture.ts'

const url = inject('httpServerUrl')
const open: SkepClient[] = []

afterEach(async () => {
  for (const client of open.splice(0)) await client.close()
})

async function run(options: SkepOptions, app: ReturnType<typeof orderApp>): Promise<RunEvent | undefined> {
  const client = createSkep({ namespace: `tools|${Math.random()}`, storage: 'memory', ...options })
  open.push(client)
  let last: RunEvent | undefined
  for await (const event of client.run({ app })) last = event
  return last
}

describe.each(['worker', 'main'] as const)('in the %s', (host) => {
  it('a tool of the page answers through the wire', async () => {
    const asked: unknown[] = []
    expect(await run({ host, tools: [shopTool(asked)] }, orderApp('a'))).toMatchObject({
      outputs: { price: 12.5, json: [{ price: 12.5, number: 7 }] },
    })
    expect(asked).toEqual([{ number: 7 }])
  })

  it('a request goes to another origin that allows it', async () => {
    expect(await run({ host }, requestApp('a', `${url}/cors/status?code=404`))).toMatchObject({
      outputs: { status: 404, body: 'as asked', files: [] },
    })
  })

  it('an answer that is a file is kept as one', async () => {
    expect(await run({ host }, requestApp('a', `${url}/cors/picture`))).toMatchObject({
      outputs: { body: '', files: [{ kind: 'file', mimeType: 'image/png', sizeBytes: 4 }] },
    })
  })

  it('a request to one that does not allow it ends in a code with a hint', async () => {
    expect(await run({ host }, requestApp('a', `${url}/echo`))).toMatchObject({
      type: 'run_failed',
      error: { code: 'HTTP_NETWORK_OR_CORS', message: expect.stringContaining('Pass `http` to createSkep') },
    })
  })

  it('an answer that never ends is left, and a relay does what fetch may not', async () => {
    expect(await run({ host }, requestApp('a', `${url}/cors/endless`))).toMatchObject({
      error: { code: 'HTTP_TOO_LARGE' },
    })
    const http: SkepOptions['http'] = async () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: new TextEncoder().encode('by relay'),
    })
    expect(await run({ host, http }, requestApp('a', `${url}/echo`))).toMatchObject({
      outputs: { status: 200, body: 'by relay' },
    })
  })
})
