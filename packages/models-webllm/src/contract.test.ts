import { type ContractAnswer, modelProviderContract } from '@skep/testing'
import { honestWorker, ScriptedEngine } from './honest-worker.fixture.ts'
import { webLlmProvider } from './web-llm-provider.ts'

// The library's own client and worker handler; what the card would say is scripted.
const engine = new ScriptedEngine()
const model = {
  model: 'small',
  url: 'https://models.example/small/',
  libUrl: 'https://models.example/small.wasm',
}

modelProviderContract({
  name: 'web-llm',
  create: async () =>
    webLlmProvider({ createWorker: () => honestWorker(engine) }).create(
      { id: 'ours', type: 'web-llm', settings: { models: [model] } },
      { key: async () => undefined, fetch: globalThis.fetch },
    ),
  request: { model: 'small' },
  answer: (wanted) => steer(wanted),
  answers: ['text', 'json', 'endless', 'cut'],
  countsTokens: true,
})

function steer(wanted: ContractAnswer): void {
  engine.isEndless = wanted.type === 'endless'
  engine.breaksAfter = wanted.type === 'cut' ? 3 : undefined
  if ('text' in wanted) engine.words = wanted.text.match(/.{1,3}/gsu) ?? []
}
