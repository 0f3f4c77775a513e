import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { builtinNodes, parseApp, validate } from '../index.ts'
import { exportDify, importDify } from './index.ts'
import { readYaml } from './read-yaml.ts'

const folder = new URL('../../../../../shared/hostile/dsl/', import.meta.url)
const isHere = existsSync(folder)

const indexSchema = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      expect: z.enum(['refuse', 'import-safe']),
      what: z.string(),
      error: z.optional(z.string()),
    }),
  ),
})

describe.skipIf(!isHere)('hostile files (needs ../shared/hostile)', () => {
  const files = isHere
    ? indexSchema.parse(JSON.parse(readFileSync(new URL('index.json', folder), 'utf8'))).files
    : []
  const text = (file: string): string => readFileSync(new URL(file, folder), 'utf8')
  const keysBefore = Object.getOwnPropertyNames(Object.prototype)

  it.each(files.map((entry) => [entry.file, entry.what, entry] as const))('%s (%s)', (file, _, entry) => {
    const startedAt = performance.now()
    const result = importDify(text(file))
    expect(performance.now() - startedAt).toBeLessThan(30_000)
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(keysBefore)
    expect({}).not.toHaveProperty('polluted')

    if (entry.expect === 'refuse') {
      expect(result).toMatchObject({ ok: false, error: { code: entry.error } })
    } else {
      if (!result.ok) throw new Error(result.error.message)
      const { app } = result.value
      expect(parseApp(JSON.parse(JSON.stringify(app)))).toMatchObject({ ok: true })
      expect(() => validate(app, { nodes: builtinNodes })).not.toThrow()
      expect(importDify(exportDify(app))).toMatchObject({ ok: true })
    }
  })

  it.skipIf(!existsSync(new URL('25-self-edge.yml', folder)))('an edge to itself is a circle', () => {
    const result = importDify(text('25-self-edge.yml'))
    expect(result.ok && validate(result.value.app, { nodes: builtinNodes })).toContainEqual(
      expect.objectContaining({ code: 'GRAPH_CYCLE', severity: 'error' }),
    )
  })

  it.skipIf(!existsSync(new URL('29-unknown-node-type.yml', folder)))(
    'an unknown node is kept whole and refused',
    () => {
      const result = importDify(text('29-unknown-node-type.yml'))
      if (!result.ok) throw new Error(result.error.message)
      const { app, report } = result.value
      expect(readYaml(exportDify(app)).root).toEqual(readYaml(text('29-unknown-node-type.yml')).root)
      expect(report.nodes.filter((node) => node.outcome === 'kept')).toHaveLength(1)
      expect(validate(app, { nodes: builtinNodes }).map((issue) => issue.code)).toContain('NODE_TYPE_UNKNOWN')
    },
  )

  it.skipIf(!existsSync(new URL('37-bad-geometry.yml', folder)))('bad positions become a layout', () => {
    const result = importDify(text('37-bad-geometry.yml'))
    expect(result.ok && result.value.app.graph.nodes.map((node) => node.position)).toEqual([
      { x: 80, y: 280 },
      { x: 384, y: 280 },
    ])
  })

  it.skipIf(!existsSync(new URL('41-negative-limits.yml', folder)))('every wrong path is listed', () => {
    const variables = 'workflow.graph.nodes[0].data.variables'
    const result = importDify(text('41-negative-limits.yml'))
    expect(result.ok ? [] : result.error.data.problems).toEqual([
      { path: `${variables}[2].default`, message: 'must be a finite number' },
      { path: `${variables}[0].variable`, message: 'must be a name of letters, digits and _' },
      { path: `${variables}[0].required`, message: 'must be true or false' },
      { path: `${variables}[0].max_length`, message: 'must not be below 0' },
      { path: `${variables}[1].options`, message: 'must be a list' },
    ])
  })
})
