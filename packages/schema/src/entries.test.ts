import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as schema from './index.ts'

/** Every module that an entry loads, and every package that those name. */
function loadedBy(entry: string): {
  readonly files: ReadonlySet<string>
  readonly packages: ReadonlySet<string>
} {
  const files = new Set([new URL(entry, import.meta.url).href])
  const packages = new Set<string>()
  for (const file of files) {
    const text = readFileSync(new URL(file), 'utf8')
    for (const [, from = ''] of text.matchAll(/^(?:import|export|\}) ?(?!type)[^'\n]*from '([^']+)'/gm)) {
      if (from.startsWith('.')) files.add(new URL(from, file).href)
      else packages.add(from)
    }
  }
  return { files, packages }
}

describe('the entries', () => {
  it('keep YAML out of the main one', () => {
    expect([...loadedBy('./index.ts').packages]).toEqual(['zod/mini'])
    expect(loadedBy('./dify/index.ts').packages).toContain('yaml')
  })

  it('do not load the Dify part with the main one', () => {
    const files = [...loadedBy('./index.ts').files]
    expect(files.length).toBeGreaterThan(20)
    expect(files.filter((file) => file.includes('/dify/'))).toEqual([])
  })

  it.each([
    'agent-v2',
    'answer',
    'code',
    'datasource',
    'datasource-empty',
    'document-extractor',
    'end',
    'if-else',
    'knowledge-index',
    'knowledge-retrieval',
    'knowledge-retrieval-v2',
    'list-operator',
    'llm',
    'parameter-extractor',
    'question-classifier',
    'start',
    'template-transform',
    'trigger-plugin',
    'trigger-schedule',
    'trigger-webhook',
    'variable-aggregator',
  ])('have one definition of %s', (type) => {
    expect(schema.builtinNodes.filter((definition) => definition.type === type)).toHaveLength(1)
  })
})
