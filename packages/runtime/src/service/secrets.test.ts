import { LLMock } from '@copilotkit/aimock'
import type { RunEvent, SkepClient } from '@skep/client'
import { type App, templateTransformNode, toErrorData } from '@skep/schema'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSkep } from '../create-skep.ts'
import { collect, startService, talk } from './service.fixture.ts'

// A key with a shape of its own, so that a leak shows wherever it turns up.
const KEY = 'sk-canary-NEVER-SHOW-THIS-0123456789'
const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent', auth: { apiKeys: [KEY] } })

beforeAll(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  await mock.start()
})
afterAll(async () => {
  await mock.stop()
  vi.unstubAllGlobals()
})

/** Every row of every table, as text; bytes are read as text too. */
async function dump(namespace: string): Promise<string> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(`skep:${namespace}`)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const rows = await Promise.all(
    [...db.objectStoreNames].map(
      (name) =>
        new Promise<string>((resolve, reject) => {
          const request = db.transaction(name).objectStore(name).getAll()
          request.onsuccess = () => resolve(`${name}: ${JSON.stringify(request.result, asText)}`)
          request.onerror = () => reject(request.error)
        }),
    ),
  )
  db.close()
  return rows.join('\n')
}

function asText(_key: string, value: unknown): unknown {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
    return new TextDecoder('latin1').decode(value)
  return value
}

const position = { x: 0, y: 0 }

/** A chat that has a secret of its own and shows it to a template. */
function withSecret(value: string): App {
  const app = talk('with-secret')
  const template = {
    id: 'template',
    type: 'template-transform',
    title: 'Template',
    position,
    config: {
      ...templateTransformNode.defaults,
      template: 'The secret is {{ key }}.',
      variables: [{ variable: 'key', selector: ['env', 'API_KEY'] }],
    },
  }
  const edge = {
    id: '9',
    source: 'start',
    sourceHandle: 'source',
    target: 'template',
    targetHandle: 'target',
  }
  return {
    ...app,
    graph: { nodes: [...app.graph.nodes, template], edges: [...app.graph.edges, edge] },
    environmentVariables: [{ id: 'v', name: 'API_KEY', type: 'secret', value }],
  }
}

describe('a key', () => {
  it('is found nowhere but in the request to its server', async () => {
    const namespace = `canary-${Math.random()}`
    const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) =>
      vi.spyOn(console, method),
    )
    mock.onMessage(/.*/, { content: 'Fourteen euros.' })
    const client: SkepClient = createSkep({ namespace, host: 'main', recordedRuns: 'all' })
    const seen: unknown[] = []
    client.apps.watch((event) => seen.push(event))
    const config = { id: 'ours', type: 'openai', settings: { baseUrl: `${mock.url}/v1`, models: ['small'] } }
    await client.models.saveProvider(config, KEY)
    seen.push(await client.models.testConnection(config, KEY))
    seen.push(await client.models.testConnection(config, `${KEY}-wrong`))
    const refused = { ...config, settings: { ...config.settings, apiKey: KEY } }
    seen.push(await client.models.saveProvider(refused).then(() => 'saved', toErrorData))

    const app = withModel(withSecret(KEY), 'ours', 'small')
    seen.push(await client.apps.save(app, { baseRevision: null }))
    seen.push(await client.apps.publish(app.id, { name: 'First' }))
    const events: RunEvent[] = await collect(client.run({ app: app.id, query: 'What does it cost?' }))
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded' })
    await client.secrets.set('model_key:ours', `${KEY}-wrong`)
    const failed = await collect(client.run({ app: app.id, query: 'And now?' }))
    expect(failed.at(-1)).toMatchObject({ type: 'run_failed', error: { code: 'MODEL_AUTH' } })
    await client.secrets.set('model_key:ours', KEY)

    seen.push(events, failed)
    seen.push(await client.models.list(), await client.models.providers(), await client.secrets.list())
    seen.push(await client.apps.get(app.id), await client.apps.versions(app.id), await client.apps.list())
    seen.push(await client.apps.exportDify(app), await client.apps.validate(app))
    for (const run of await client.runs.list()) seen.push(run, await collect(client.runs.events(run.id)))
    for (const conversation of await client.conversations.list(app.id)) {
      seen.push(conversation, await client.conversations.messages(conversation.id))
    }
    expect(JSON.stringify(seen)).not.toContain('canary')
    expect(printed.flatMap((spy) => spy.mock.calls).join()).not.toContain('canary')
    await client.close()
    const stored = await dump(namespace)
    expect(stored).toContain('What does it cost?')
    expect(stored).toContain('model_key:ours')
    expect(stored).toMatch(/^recordings: \[\{/m)
    expect(stored).not.toContain('NEVER-SHOW-THIS')
    for (const spy of printed) spy.mockRestore()
  })

  it('of an import comes back with an export that asks for it, and with no other', async () => {
    const service = await startService()
    await service.apps.save(withSecret(KEY), { baseRevision: null })
    const text = await service.apps.exportDify((await service.apps.get('with-secret')).app, {
      includeSecrets: true,
    })
    expect(text).toContain(KEY)
    const other = await startService()
    const imported = await other.apps.importDify(text)
    if (!imported.ok) throw new Error(imported.error.message)
    const { app, secrets } = imported.value
    expect(JSON.stringify(app)).not.toContain(KEY)
    for (const [name, value] of Object.entries(secrets)) await other.secrets.set(name, String(value))
    const { app: saved } = await other.apps.save(app, { baseRevision: null })
    expect(await other.apps.exportDify(saved)).not.toContain(KEY)
    expect(await other.apps.exportDify(saved, { includeSecrets: true })).toContain(KEY)
    expect(await other.apps.exportDify(withSecret(KEY))).not.toContain(KEY)
    await Promise.all([service.close(), other.close()])
  })
})

describe('connections', () => {
  it('saved at the same time are all kept', async () => {
    const service = await startService()
    const ids = Array.from({ length: 10 }, (_, index) => `connection-${index}`)
    const settings = { baseUrl: 'http://models.test/v1' }
    await Promise.all(ids.map((id) => service.models.saveProvider({ id, type: 'openai', settings })))
    expect((await service.models.providers()).map(({ id }) => id)).toEqual(ids)
    await service.close()
  })
})

describe('the checklist', () => {
  it('names a model whose connection has lost its key', async () => {
    const service = await startService()
    const settings = { baseUrl: 'http://models.test/v1', models: ['m'] }
    await service.models.saveProvider({ id: 'cloud', type: 'openai', settings }, 'sk-1')
    const app = withModel(withSecret(''), 'cloud', 'm')
    const codes = async (): Promise<unknown[]> => (await service.apps.validate(app)).map(({ code }) => code)
    expect(await codes()).not.toContain('MODEL_KEY_MISSING')
    const [provider] = await service.models.providers()
    await service.secrets.remove(provider?.secretName ?? '')
    expect(await codes()).toContain('MODEL_KEY_MISSING')
    await service.close()
  })

  it('names a template that cannot be read', async () => {
    const service = await startService()
    const app = withSecret('')
    const broken = {
      ...app,
      graph: {
        ...app.graph,
        nodes: app.graph.nodes.map((node) =>
          node.id === 'template'
            ? { ...node, config: { ...node.config, template: '{% if x %}no end' } }
            : node,
        ),
      },
    }
    const codes = async (of: App): Promise<unknown[]> =>
      (await service.apps.validate(of)).filter(({ nodeId }) => nodeId === 'template').map(({ code }) => code)
    expect(await codes(broken)).toContain('TEMPLATE_SYNTAX')
    expect(await codes(app)).not.toContain('TEMPLATE_SYNTAX')
    await service.close()
  })
})

function withModel(app: App, provider: string, name: string): App {
  const model = { provider, name, mode: 'chat', parameters: {} }
  const nodes = app.graph.nodes.map((node) =>
    node.type === 'llm' ? { ...node, config: { ...node.config, model } } : node,
  )
  return { ...app, graph: { ...app.graph, nodes } }
}
