import { describe, expect, it } from 'vitest'
import { APP_SCHEMA_VERSION, type App, createApp, migrateApp, parseApp } from './index.ts'

const app = createApp({ id: 'a', mode: 'chatflow', name: 'A' })

const full: App = {
  ...app,
  icon: '🐝',
  graph: {
    ...app.graph,
    viewport: { x: 0, y: 0, zoom: 1 },
    nodes: [
      ...app.graph.nodes,
      {
        id: 'n',
        type: 'somebody-elses',
        title: 'N',
        description: 'd',
        position: { x: 1, y: 2 },
        size: { width: 3, height: 4 },
        parentId: 'p',
        config: { anything: [1, { at: null }] },
        configVersion: 3,
        errorStrategy: { type: 'default-value', values: [{ key: 'k', type: 'string', value: '' }] },
        retry: { enabled: true, maxRetries: 3, intervalMs: 100 },
        foreign: { x: 1 },
      },
    ],
  },
  environmentVariables: [{ id: 'e', name: 'E', type: 'secret', value: '', secretName: 'a.E' }],
  conversationVariables: [{ id: 'c', name: 'C', type: 'array[string]', value: [], description: 'x' }],
  features: { openingStatement: 'Hi', suggestedQuestions: ['?'], citations: false },
  foreign: { y: 2 },
}

describe('parseApp', () => {
  it('gives back every field of a full app', () => {
    expect(parseApp(full)).toEqual({ ok: true, value: full })
    expect(parseApp(JSON.parse(JSON.stringify(full)))).toEqual({ ok: true, value: full })
  })

  it.each([
    ['at the top', { ...app, extra: 1 }, ''],
    [
      'in a node',
      { ...app, graph: { ...app.graph, nodes: [{ ...app.graph.nodes[0], colour: 'red' }] } },
      'graph.nodes[0]',
    ],
    [
      'in an edge',
      { ...app, graph: { ...app.graph, edges: [{ ...app.graph.edges[0], label: 'x' }] } },
      'graph.edges[0]',
    ],
  ])('refuses an unknown key %s instead of losing it', (_, input, path) => {
    expect(parseApp(input)).toMatchObject({
      ok: false,
      error: { code: 'APP_INVALID', data: { problems: [{ path }] } },
    })
  })

  it('lists every wrong place', () => {
    const input = {
      ...app,
      mode: 'other',
      graph: { ...app.graph, nodes: [{ ...app.graph.nodes[0], id: '' }] },
    }
    const result = parseApp(input)
    expect(result).toMatchObject({
      error: { data: { problems: [{ path: 'mode' }, { path: 'graph.nodes[0].id' }] } },
    })
  })

  it.each([null, 'text', 7, [], {}, { schemaVersion: '1' }, { schemaVersion: 0 }, { schemaVersion: 1.5 }])(
    'refuses %j',
    (input) => {
      expect(parseApp(input)).toMatchObject({ ok: false, error: { code: 'APP_INVALID' } })
    },
  )

  it('refuses prototype keys inside a config', () => {
    const input = JSON.parse(JSON.stringify(full).replace('"anything"', '"__proto__"'))
    expect(parseApp(input)).toMatchObject({ ok: false, error: { code: 'APP_INVALID' } })
    expect({}).not.toHaveProperty('at')
  })

  it('refuses an app of a newer release by its own code', () => {
    expect(parseApp({ ...app, schemaVersion: APP_SCHEMA_VERSION + 1 })).toEqual({
      ok: false,
      error: {
        code: 'APP_TOO_NEW',
        message:
          'This app was saved by a newer release (schema 2; this one reads up to 1). Update to open it.',
        data: { schemaVersion: 2, supported: 1 },
      },
    })
  })
})

describe('migrateApp', () => {
  it('leaves an app of the current version alone', () => {
    expect(migrateApp(full)).toEqual({ ok: true, value: full })
  })
})
