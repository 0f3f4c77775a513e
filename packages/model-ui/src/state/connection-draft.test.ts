import type { ProviderConfig } from '@skep/client'
import { samplePresets } from '@skep/testing/fake-client'
import { describe, expect, it } from 'vitest'
import {
  configOf,
  draftOf,
  editOf,
  isComplete,
  withLimit,
  withName,
  withSetting,
} from './connection-draft.ts'

const preset = (id: string) => {
  const found = samplePresets.find((one) => one.id === id)
  if (!found) throw new Error(`There is no preset ${id}.`)
  return found
}

describe('a connection that is being filled in', () => {
  it('gets an id and a name that no other has', () => {
    const { config } = draftOf(preset('ollama'), ['ollama', 'ollama-2'])
    expect([config.id, config.label]).toEqual(['ollama-3', 'Ollama 3'])
  })

  it('keeps what is known of a model whose name stays, and drops the ones that are taken out', () => {
    const config: ProviderConfig = {
      id: 'mine',
      type: 'openai',
      settings: { baseUrl: ' https://x.test/v1 ', models: [{ model: 'a', contextTokens: 8192 }, 'b'] },
    }
    const draft = editOf(config)
    expect(draft.modelLines).toBe('a\nb')
    expect(configOf({ ...draft, modelLines: 'c, a\na\n\n' }).settings).toEqual({
      baseUrl: 'https://x.test/v1',
      models: ['c', { model: 'a', contextTokens: 8192 }],
    })
    expect(configOf({ ...draft, modelLines: '' }).settings.models).toEqual([])
  })

  it('is complete once everything without a default is there', () => {
    const draft = draftOf(preset('azure'), [])
    expect(isComplete(draft, preset('azure'))).toBe(false)
    const addressed = {
      ...draft,
      config: withSetting(draft.config, 'baseUrl', 'https://mine.openai.azure.com'),
    }
    expect(isComplete(addressed, preset('azure'))).toBe(false)
    expect(isComplete({ ...addressed, modelLines: 'gpt-4o' }, preset('azure'))).toBe(true)
  })

  it('has no limits once the last one is emptied', () => {
    const config: ProviderConfig = { id: 'x', type: 'openai', settings: {} }
    const limited = withLimit(config, 'maxConcurrent', 2)
    expect(limited.limits).toEqual({ maxConcurrent: 2 })
    expect(withLimit(limited, 'maxConcurrent', undefined)).toEqual(config)
  })

  it('adds a name of the server and takes it out again', () => {
    expect(withName('a', 'b')).toBe('a\nb')
    expect(withName('a\nb', 'a')).toBe('b')
  })
})
