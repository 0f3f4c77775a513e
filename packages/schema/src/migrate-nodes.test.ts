import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { createApp, createNode, defineNode, migrateNodes, type NodeDefinition, validate } from './index.ts'

const shout: NodeDefinition<{ readonly text: string; readonly marks: number }> = defineNode({
  type: 'shout',
  version: 3,
  category: 'other',
  config: z.object({ text: z.string(), marks: z.number() }),
  defaults: { text: '', marks: 1 },
  outputs: () => [],
  uses: () => [],
  migrations: {
    2: ({ input, ...rest }) => ({ ...rest, text: input ?? '' }),
    3: (old) => ({ ...old, marks: 1 }),
  },
})

const base = createApp({ id: 'a', mode: 'workflow', name: 'A' })

function withNode(node: (typeof base.graph.nodes)[number]): typeof base {
  return { ...base, graph: { ...base.graph, nodes: [...base.graph.nodes, node] } }
}

describe('migrateNodes', () => {
  it('raises an old config step by step and notes the version', () => {
    const old = { id: 's', type: 'shout', title: 'S', position: { x: 0, y: 0 }, config: { input: 'hi' } }
    expect(migrateNodes(withNode(old), [shout]).graph.nodes.at(-1)).toEqual({
      ...old,
      config: { text: 'hi', marks: 1 },
      configVersion: 3,
    })
  })

  it('takes only the steps that are missing', () => {
    const old = {
      id: 's',
      type: 'shout',
      title: 'S',
      position: { x: 0, y: 0 },
      config: { text: 'x' },
      configVersion: 2,
    }
    expect(migrateNodes(withNode(old), [shout]).graph.nodes.at(-1)?.config).toEqual({ text: 'x', marks: 1 })
  })

  it('gives back the same app when nothing is to do, or nothing is known', () => {
    const app = withNode(createNode(shout, { id: 's', title: 'S', position: { x: 0, y: 0 } }))
    expect(app.graph.nodes.at(-1)?.configVersion).toBe(3)
    expect(migrateNodes(app, [shout])).toBe(app)
    expect(migrateNodes(app, [])).toBe(app)
  })

  it('leaves a newer config alone; validate then says that it cannot be judged', () => {
    const app = withNode({
      ...createNode(shout, { id: 's', title: 'S', position: { x: 0, y: 0 } }),
      configVersion: 4,
    })
    expect(migrateNodes(app, [shout])).toBe(app)
    expect(validate(app, { nodes: [shout] })).toContainEqual(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        nodeId: 's',
        params: { configVersion: 4, supported: 3 },
      }),
    )
  })
})
