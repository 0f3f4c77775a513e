import type { RunEvent, SkepClient } from '@skep/client'
import { afterEach, describe, expect, it } from 'vitest'
import { createSkep, type SkepOptions } from '../create-skep.ts'
import type { HostTool } from './host-tool.ts'
import { orderApp, requestApp, shopTool } from './host-tools.fixture.ts'
import { createToolsService } from './tools-service.ts'

const open: SkepClient[] = []

function start(options: SkepOptions): SkepClient {
  const client = createSkep({
    namespace: `tools-${open.length}-${Math.random()}`,
    host: 'main',
    storage: 'memory',
    ...options,
  })
  open.push(client)
  return client
}

afterEach(async () => {
  for (const client of open.splice(0)) await client.close()
})

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('tools of the page', () => {
  it('are called by tool nodes with checked parameters, and listed', async () => {
    const asked: unknown[] = []
    const client = start({ tools: [shopTool(asked)] })
    expect(await client.tools.list()).toEqual([
      {
        providerType: 'builtin',
        provider: 'shop',
        tool: 'find_order',
        description: 'Finds an order',
        parameters: { type: 'object', properties: { number: { type: 'integer' } }, required: ['number'] },
        outputs: { type: 'object', properties: { price: { type: 'number' } } },
      },
    ])
    const events = await collect(client.run({ app: orderApp('a') }))
    expect(asked).toEqual([{ number: 7 }])
    expect(events.at(-1)).toMatchObject({
      type: 'run_succeeded',
      outputs: { text: '', price: 12.5, json: [{ price: 12.5, number: 7 }] },
    })
    const refused = await collect(client.run({ app: orderApp('a', 'seven') }))
    expect(refused.at(-1)).toMatchObject({ type: 'run_failed', error: { code: 'TOOL_PARAMETER_INVALID' } })
    expect(asked).toHaveLength(1)
  })

  it('are known to validate', async () => {
    const client = start({ tools: [shopTool()] })
    expect(await client.apps.validate(orderApp('a'))).toEqual([])
    const without = start({})
    expect(await without.apps.validate(orderApp('a'))).toMatchObject([
      { code: 'TOOL_UNKNOWN', nodeId: 'find', params: { provider: 'acme/shop', tool: 'find_order' } },
    ])
    const events = await collect(without.run({ app: orderApp('a') }))
    expect(events.at(-1)).toMatchObject({ type: 'run_failed', error: { code: 'TOOL_NOT_FOUND' } })
  })

  it('may stream, fail and be stopped', async () => {
    let stopped = false
    const tool = (run: HostTool['run']): HostTool => ({ ...shopTool(), parameters: { type: 'object' }, run })
    const streaming = start({
      tools: [
        tool(async function* () {
          yield 'Two '
          yield { type: 'text', text: 'parts' }
          yield { type: 'variable', name: 'price', value: 1 }
        }),
      ],
    })
    expect((await collect(streaming.run({ app: orderApp('a') }))).at(-1)).toMatchObject({
      outputs: { text: 'Two parts', price: 1 },
    })
    const failing = start({
      tools: [
        tool(() => {
          throw new Error('the shop is closed')
        }),
      ],
    })
    expect((await collect(failing.run({ app: orderApp('a') }))).at(-1)).toMatchObject({
      error: { code: 'HOST_FUNCTION_FAILED', message: 'the shop is closed' },
    })
    const waiting = start({
      tools: [
        tool(
          (_parameters, { signal }) =>
            new Promise((_, reject) => {
              signal.addEventListener('abort', () => {
                stopped = true
                reject(signal.reason)
              })
            }),
        ),
      ],
    })
    const controller = new AbortController()
    const types: string[] = []
    for await (const event of waiting.run({ app: orderApp('a') }, { signal: controller.signal })) {
      types.push(event.type)
      if (event.type === 'node_started' && event.nodeId === 'find') controller.abort()
    }
    expect(types.at(-1)).toBe('run_stopped')
    await expect.poll(() => stopped).toBe(true)
  })

  it('must have names of their own', () => {
    expect(() => start({ tools: [shopTool(), shopTool()] })).toThrow(
      expect.objectContaining({ code: 'CALL_INVALID' }),
    )
  })

  it('are found by their exact provider before a similar one', async () => {
    const service = createToolsService([
      { ...shopTool(), provider: 'other/shop', description: 'other' },
      { ...shopTool(), description: 'own' },
    ])
    const find = (provider: string) => service.find?.({ providerType: 'api', provider, tool: 'find_order' })
    expect((await find('shop'))?.description).toBe('own')
    expect((await find('other/shop'))?.description).toBe('other')
    expect((await find('third/shop'))?.description).toBe('other')
    expect(await find('nobody')).toBeUndefined()
  })
})

describe('tools of the worker’s own entry', () => {
  it('stand beside those of the page', async () => {
    const inside: HostTool = { ...shopTool(), provider: 'inside' }
    const client = start({ tools: [shopTool()], extensions: { tools: [inside] } })
    expect((await client.tools.list()).map(({ provider }) => provider)).toEqual(['shop', 'inside'])
  })
})

describe('a relay of the page', () => {
  const canary = 'sk-canary-42'

  it('gets the requests with their keys, which nobody else sees', async () => {
    const seen: unknown[] = []
    const client = start({
      http: async (request) => {
        seen.push(request)
        return new Response(`you sent ${request.headers.Authorization}`, { status: 201 })
      },
    })
    const record = await client.apps.save(requestApp('r', 'https://api.example.org/x', canary), {
      baseRevision: null,
    })
    expect(JSON.stringify(record)).not.toContain(canary)
    const events = await collect(client.run({ app: 'r' }))
    expect(seen).toMatchObject([
      { method: 'GET', url: 'https://api.example.org/x', headers: { Authorization: `Bearer ${canary}` } },
    ])
    expect(events.at(-1)).toMatchObject({ outputs: { status: 201, body: 'you sent Bearer ***' } })
    expect(JSON.stringify(events)).not.toContain(canary)
    const [run] = await client.runs.list()
    const stored = await collect(client.runs.events(run?.id ?? ''))
    expect(stored).toHaveLength(events.length)
    expect(JSON.stringify([run, stored])).not.toContain(canary)
    const exported = await client.apps.exportDify(record.app)
    expect(exported).not.toContain(canary)
  })
})
