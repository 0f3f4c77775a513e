import { sampleModels, samplePresets, sampleProviders } from '@skep/testing/fake-client'
import { describe, expect, it } from 'vitest'
import { type ModelDirectory, placeOf, stateOf } from './directory.ts'
import { type ModelFilter, searchModels } from './search-models.ts'

const directory: ModelDirectory = {
  models: sampleModels,
  connections: sampleProviders,
  presets: samplePresets,
  lackKey: new Set(['openai']),
  haveKey: new Set(),
}
const names = { extractive: 'Always there', auto: 'By rule' }

function find(query: string, filters: readonly ModelFilter[] = [], kind?: 'chat' | 'embedding'): string[] {
  return searchModels(directory, { query, filters: new Set(filters), kind, names }).map(
    ({ name, models }) => `${name}: ${models.map(({ model }) => model).join(', ')}`,
  )
}

describe('the list of a picker', () => {
  it('finds by words of the name, the model and the connection, in any order', () => {
    expect(find('mini GPT')).toEqual(['OpenAI: gpt-4o-mini'])
    expect(find('ollama')).toEqual(['Ollama: llama3.2, nomic-embed-text'])
    expect(find('nothing like it')).toEqual([])
  })

  it('holds to the kind and to every filter', () => {
    expect(find('', [], 'embedding')).toEqual(['OpenAI: text-embedding-3-small', 'Ollama: nomic-embed-text'])
    expect(find('', ['tools', 'local'])).toEqual(['Ollama: llama3.2'])
    expect(find('', ['json'], 'chat')).toEqual([
      'OpenAI: gpt-4o-mini, gpt-4.1',
      'Ollama: llama3.2',
      'This browser: smollm2-360m',
      'WebLLM: qwen3-4b',
    ])
  })

  it('says of each model where it runs and what is missing', () => {
    const said = sampleModels.map((model) => [
      model.model,
      placeOf(model, directory),
      stateOf(model, directory).status,
    ])
    expect(said).toEqual([
      ['extractive', 'browser', 'ready'],
      ['gpt-4o-mini', 'remote', 'needs-key'],
      ['gpt-4.1', 'remote', 'needs-key'],
      ['text-embedding-3-small', 'remote', 'needs-key'],
      ['llama3.2', 'own', 'ready'],
      ['nomic-embed-text', 'own', 'ready'],
      ['smollm2-360m', 'browser', 'ready'],
      ['bge-reranker-base', 'browser', 'needs-download'],
      ['qwen3-4b', 'browser', 'unavailable'],
    ])
  })
})
