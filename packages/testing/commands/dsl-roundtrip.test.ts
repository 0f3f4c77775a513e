import { join } from 'node:path'
import type { JsonObject, JsonValue } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { folderWith, runScript } from './run-command.fixture.ts'

const node = (id: string, data: JsonObject): JsonObject => ({
  id,
  type: 'custom',
  position: { x: 0, y: 0 },
  data: { title: id, ...data },
})

const tree: JsonObject = {
  kind: 'app',
  version: '0.1.5',
  app: { name: 'A', mode: 'advanced-chat' },
  dependencies: [
    {
      type: 'marketplace',
      value: { marketplace_plugin_unique_identifier: 'o/p:1@a' },
      current_identifier: null,
    },
  ],
  workflow: {
    environment_variables: [{ id: 'e', name: 'K', value_type: 'secret', value: 'sk-1' }],
    conversation_variables: [{ id: 'c', name: 'seen', value_type: 'string', value: '' }],
    features: { opening_statement: '', file_upload: { enabled: false } },
    graph: {
      nodes: [
        node('s', { type: 'start', variables: [] }),
        node('c', {
          type: 'code',
          code_language: 'python3',
          code: 'x',
          variables: [],
          outputs: {},
          error_strategy: 'fail-branch',
        }),
        node('l', {
          type: 'llm',
          model: { provider: 'o/p/q', name: 'm', mode: 'chat' },
          prompt_template: [],
        }),
        node('t', {
          type: 'tool',
          provider_id: 'x',
          provider_name: 'x',
          provider_type: 'builtin',
          tool_name: 'y',
        }),
        node('g', {
          type: 'agent',
          agent_strategy_provider_name: 'o/a/a',
          agent_strategy_name: 'f',
          agent_parameters: { tools: { value: [{ provider_name: 'x', tool_name: 'y' }] } },
        }),
        { id: 'n', type: 'custom-note', position: { x: 0, y: 0 }, data: { type: '', text: '' } },
      ],
      edges: [{ source: 's', target: 'c' }],
    },
  },
}

const facts: JsonObject = {
  original_name: 'whatever it was',
  app_mode: 'advanced-chat',
  dsl_version: '0.1.5',
  kind: 'app',
  nodes: 6,
  edges: 1,
  node_types: { start: 1, code: 1, llm: 1, tool: 1, agent: 1, note: 1 },
  renderer_types: { custom: 5, 'custom-note': 1 },
  code_languages: { python3: 1 },
  models: ['o/p/q/m'],
  tools: [{ provider: 'x', provider_type: 'builtin', tool: 'y' }],
  agents: [{ strategy_provider: 'o/a/a', strategy: 'f', tools: ['x/y'] }],
  dependencies: [{ type: 'marketplace', id: 'o/p:1@a' }],
  environment_variables: 1,
  conversation_variables: 1,
  features: ['file_upload', 'opening_statement'],
  error_strategies: { 'fail-branch': 1 },
  top_level_keys: ['app', 'dependencies', 'kind', 'version', 'workflow'],
}

/** The same expectation, wrong. */
function falsify(value: JsonValue): JsonValue {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string') return `${value}x`
  if (Array.isArray(value)) return value.slice(1)
  return { ...(value as JsonObject), more: 1 } // facts hold no other kinds
}

describe('pnpm dsl:roundtrip', () => {
  it('passes files whose facts are what the index says, one count for each', async () => {
    const index = { files: [{ file: 'a.yml', ...facts }] }
    const folder = folderWith({
      'a.yml': stringify(tree),
      'not-in-the-index.yml': stringify(tree),
      'graph.yml': stringify(tree.workflow && (tree.workflow as JsonObject).graph), // a bare graph
      'zero.yml': stringify(tree).replace('x: 0', 'x: -0'), // which JSON does not tell from 0
      'index.json': JSON.stringify(index),
    })
    expect(await runScript('dsl-roundtrip.ts', folder)).toEqual({
      lines: [],
      last: '4 passed, 0 failed',
      code: 0,
    })
    expect(await runScript('dsl-roundtrip.ts', join(folder, 'a.yml'))).toEqual({
      lines: [],
      last: '1 passed, 0 failed',
      code: 0,
    })
  })

  it('fails every file of which one fact is told wrongly, and every fact that it does not know', async () => {
    const wrong = Object.entries(facts)
      .filter(([key]) => key !== 'original_name')
      .map(([key, value]) => ({ ...facts, [key]: falsify(value) }))
    const entries = [...wrong, { ...facts, colour: 'red' }].map((entry, index) => ({
      ...entry,
      file: `${index}.yml`,
    }))
    const files = Object.fromEntries(entries.map(({ file }) => [file, stringify(tree)]))
    const folder = folderWith({ ...files, 'index.json': JSON.stringify({ files: entries }) })
    const { lines, last, code } = await runScript('dsl-roundtrip.ts', folder)
    expect(last).toBe(`0 passed, ${entries.length} failed`)
    expect(lines).toHaveLength(entries.length)
    expect(code).toBe(1)
  })

  it('fails files that lose something, that are refused, and that are not there', async () => {
    const folder = folderWith({
      'lossy.yml': `${stringify(tree)}extra:\n  constructor: 1\n`,
      'refused.yml': 'a: [',
      'index.json': JSON.stringify({ files: [{ file: 'missing.yml' }, {}] }),
    })
    const { lines, last } = await runScript('dsl-roundtrip.ts', folder)
    expect(last).toBe('0 passed, 4 failed')
    expect(lines).toEqual([
      'FAILED index.json: the index has an entry without a file',
      expect.stringMatching(/^FAILED lossy\.yml: extra\.constructor: got nothing, expected 1/),
      'FAILED missing.yml: the index names it, and it is not there',
      expect.stringMatching(/^FAILED refused\.yml: the import failed: DSL_SYNTAX/),
    ])
  })

  it('fails when there is nothing to test', async () => {
    expect((await runScript('dsl-roundtrip.ts', folderWith({}))).last).toBe('0 passed, 1 failed')
    expect((await runScript('dsl-roundtrip.ts')).code).toBe(1)
    expect((await runScript('dsl-roundtrip.ts', '/nowhere')).last).toBe('0 passed, 1 failed')
  })
})
