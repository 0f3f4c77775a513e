import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelProvider } from '@skep/models'
import { type ContractProvider, modelProviderContract } from '@skep/testing'
import { afterAll, beforeAll } from 'vitest'
import { makeTinyChat, makeTinyModel } from '../fixtures/make-tiny-model.mjs'
import { transformersProvider } from './transformers-provider.ts'

const folder = mkdtempSync(join(tmpdir(), 'skep-contract-'))
beforeAll(() => {
  makeTinyModel(folder)
  makeTinyChat(folder)
  makeTinyChat(folder, 'tiny/endless', { isEndless: true })
})
afterAll(() => rmSync(folder, { recursive: true }))

const models = ['tiny/llama-chat', 'tiny/endless'].map((model) => ({ model, kind: 'chat' }))

async function create(): Promise<ContractProvider & ModelProvider> {
  return transformersProvider().create(
    {
      id: 'ours',
      type: 'transformers',
      settings: { modelsUrl: folder, dtype: 'fp32', models: [...models, 'tiny/bert-embed'] },
    },
    { key: async () => undefined, fetch: globalThis.fetch },
  )
}

modelProviderContract({
  name: 'transformers, the real library on tiny models',
  create,
  request: { model: 'tiny/llama-chat', temperature: 0 },
  countsTokens: true,
  embeddingModel: 'tiny/bert-embed',
})

modelProviderContract({
  name: 'transformers, a model that does not stop by itself',
  create,
  request: { model: 'tiny/endless', temperature: 0, maxTokens: 480 },
  answer: () => undefined, // it has one answer
  answers: ['endless'],
})
