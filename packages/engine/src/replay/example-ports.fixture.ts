import { SkepError } from '@skep/schema'
import type { ModelPart } from '../ports/models.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { systemTurn } from '../ports/system.ts'
import { createFakeRandom } from '../test-support.ts'

async function wait(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await systemTurn()
}

/** What each model says. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  talk: ['Bees ', 'are ', 'well', '.'],
  slow: ['Slowly', ' but', ' surely'],
  classify: ['{"category_id": "1", ', '"category_name": "bees"}'],
  extract: ['{"city": "Ghent"}'],
}

async function* chat(name: string): AsyncGenerator<ModelPart> {
  if (name === 'broken') throw new SkepError('MODEL_NETWORK', 'The model does not answer.')
  for (const text of SAID[name] ?? []) {
    await wait(name === 'slow' ? 3 : 1)
    yield { type: 'text', text }
  }
  const usage = { inputTokens: 3, outputTokens: 2, totalTokens: 5 }
  yield { type: 'finish', reason: 'stop', usage }
}

/** Ports that answer as in a small product, each a little later. The clock moves with every look at it. */
export function examplePorts(): EnginePorts {
  let now = 1_767_225_600_000
  const text = new TextEncoder()
  return {
    random: createFakeRandom(),
    clock: {
      now: () => {
        now += 1
        return now
      },
      sleep: (ms) => (ms > 100_000 ? new Promise(() => undefined) : wait(2)),
    },
    models: { chat: ({ model }) => chat(model) },
    retriever: {
      retrieve: async () => {
        await wait(2)
        const passage = {
          chunkId: 'c1',
          knowledgeId: 'base',
          knowledgeName: 'Bees',
          documentId: 'd1',
          documentName: 'bees.txt',
          text: 'Bees live in a skep.',
          location: { start: 0, end: 20 },
          score: 0.9,
          scores: { vector: 0.9 },
          metadata: {},
        }
        return { passages: [passage], durationMs: 2 }
      },
    },
    documentText: {
      extractText: async ({ name }) => {
        await wait(1)
        return `the text of ${name}`
      },
    },
    code: {
      languages: ['javascript', 'python3'],
      run: async ({ code, inputs }) => {
        await wait(2)
        if (code === 'fail') throw new SkepError('CODE_FAILED', 'main failed')
        return { result: { result: String(inputs.text).toUpperCase() }, logs: [] }
      },
    },
    http: {
      fetch: async ({ url }) => {
        await wait(2)
        if (url.endsWith('down')) throw new TypeError('fetch failed')
        return url.endsWith('picture')
          ? {
              status: 200,
              headers: { 'content-type': 'image/png' },
              body: Uint8Array.of(137, 80, 78, 71, 0, 255),
            }
          : { status: 200, headers: { 'content-type': 'text/plain' }, body: text.encode('bees\n') }
      },
    },
    tools: {
      async *call() {
        for (const part of ['a ', 'tool ', 'speaks']) {
          await wait(1)
          yield { type: 'text', text: part }
        }
        yield { type: 'json', value: { done: true } }
      },
    },
    files: {
      get: async () => null,
      read: async () => text.encode('bees'),
      put: async () => undefined,
    },
    secrets: { resolve: async () => 'a secret value' },
    forms: { deliver: () => wait(1) },
  }
}
