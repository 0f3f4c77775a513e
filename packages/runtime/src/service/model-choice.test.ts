import type { App } from '@skep/schema'
import { afterEach, expect, it } from 'vitest'
import type { Service } from '../serve-endpoint.ts'
import { collect, startService, talk } from './service.fixture.ts'

const services: Service[] = []
afterEach(async () => {
  for (const service of services.splice(0)) await service.close()
})

/** The chat of the fixture with another model, and nothing else changed. */
function talkWith(provider: string, name: string): App {
  const app = talk('talk')
  const nodes = app.graph.nodes.map((node) =>
    node.id === 'write'
      ? { ...node, config: { ...node.config, model: { provider, name, mode: 'chat', parameters: {} } } }
      : node,
  )
  return { ...app, graph: { ...app.graph, nodes } }
}

async function answerOf(service: Service, app: App): Promise<unknown> {
  await service.apps.save(app, { baseRevision: null })
  const { runId } = await service.runs.start({ app: app.id, query: 'q' })
  return (await collect(service.runs.events(runId))).at(-1)
}

const answered = { type: 'run_succeeded', outputs: { answer: 'First words. Last words.' } }

it('an app may name a route instead of a model', async () => {
  const service = await startService()
  services.push(service)
  await service.models.saveSettings({
    routes: [
      {
        id: 'writing',
        needs: { kind: 'chat' },
        prefer: 'first',
        candidates: [{ provider: 'house', model: 'small' }],
      },
    ],
  })
  expect(await answerOf(service, talkWith('auto', 'writing'))).toMatchObject(answered)
  expect(await service.models.choose('writing')).toMatchObject({ provider: 'house', model: 'small' })
})

it('a model whose server is gone is taken over by that of another provider', async () => {
  const service = await startService()
  services.push(service)
  await service.models.saveProvider({
    id: 'gone',
    type: 'openai',
    settings: { baseUrl: 'http://127.0.0.1:9/v1', models: ['m'] },
    limits: { retries: 0 },
  })
  await service.models.saveSettings({ fallback: [{ models: [{ provider: 'house', model: 'small' }] }] })
  expect(await answerOf(service, talkWith('gone', 'm'))).toMatchObject(answered)
})
