import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod/mini'
import { type App, builtinNodes, type JsonObject, parseApp, validate } from '../index.ts'
import { isPlainObject } from '../json.ts'
import { type DifyImport, exportDify, exportDifyGraph, importDify, importDifyGraph } from './index.ts'

const shared = new URL('../../../../../shared/conformance/', import.meta.url)
const isHere = existsSync(shared)

function list(folder: string): readonly string[] {
  return isHere ? readdirSync(new URL(folder, shared)) : []
}

function read(path: string): string {
  return readFileSync(new URL(path, shared), 'utf8')
}

function imported(text: string, isGraph: boolean): DifyImport {
  const result = (isGraph ? importDifyGraph : importDify)(text, { newId: () => 'app' })
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value
}

/** What was imported, stored as JSON, read again and exported. */
function roundTrip({ app, secrets }: DifyImport, isGraph: boolean): unknown {
  const stored = parseApp(JSON.parse(JSON.stringify(app)))
  if (!stored.ok) throw new Error(stored.error.message)
  return parse((isGraph ? exportDifyGraph : exportDify)(stored.value, { includeSecrets: true, secrets }))
}

/** Values that we would have written differently, by path. What is only added or left out is not among them. */
function replacements(foreign: unknown, path = ''): readonly string[] {
  if (!isPlainObject(foreign)) return []
  const replaced = isPlainObject(foreign.replace) ? Object.keys(foreign.replace) : []
  const inside = isPlainObject(foreign.inside) ? Object.entries(foreign.inside) : []
  return [
    ...replaced.map((key) => `${path}${key}`),
    ...inside.flatMap(([key, inner]) => replacements(inner, `${path}${key}.`)),
  ]
}

function countTypes(app: App): JsonObject {
  const counts = new Map<string, number>()
  for (const { type } of app.graph.nodes) counts.set(type, (counts.get(type) ?? 0) + 1)
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const indexSchema = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      app_mode: z.string(),
      dsl_version: z.nullable(z.string()),
      nodes: z.number(),
      edges: z.number(),
      node_types: z.record(z.string(), z.number()),
      environment_variables: z.number(),
      conversation_variables: z.number(),
    }),
  ),
})

describe.skipIf(!isHere)('public Dify files (needs ../shared/conformance)', () => {
  const index = isHere ? indexSchema.parse(JSON.parse(read('dify-real/index.json'))).files : []
  const entries = index.filter(({ file }) => existsSync(new URL(`dify-real/${file}`, shared)))

  it('are there', () => {
    expect(entries.length).toBeGreaterThan(0)
  })

  it.each(entries.map((entry) => [entry.file, entry] as const))('%s comes back as it was', (file, entry) => {
    const text = read(`dify-real/${file}`)
    const result = imported(text, false)
    const { app, report } = result
    expect({
      mode: app.mode,
      version: report.sourceVersion,
      nodes: app.graph.nodes.length,
      edges: app.graph.edges.length,
      types: countTypes(app),
      environment: app.environmentVariables.length,
      conversation: app.conversationVariables.length,
    }).toEqual({
      mode: entry.app_mode === 'workflow' ? 'workflow' : 'chatflow',
      version: entry.dsl_version,
      nodes: entry.nodes,
      edges: entry.edges,
      types: Object.fromEntries(
        Object.entries(entry.node_types)
          .map(
            ([type, count]) => [type === 'variable-assigner' ? 'variable-aggregator' : type, count] as const,
          )
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ),
      environment: entry.environment_variables,
      conversation: entry.conversation_variables,
    })
    expect(roundTrip(result, false)).toEqual(parse(text))
  })

  it.each(entries.map((entry) => entry.file))('%s is understood, not only carried', (file) => {
    const { app } = imported(read(`dify-real/${file}`), false)
    const known = new Set(builtinNodes.map((definition) => definition.type))
    for (const node of app.graph.nodes) {
      if (!known.has(node.type)) continue
      // Besides editor state and the organisation of a provider, we write every value as the file does.
      const differing = replacements(node.foreign).filter(
        (path) => !/^selected$|^data\.type$|provider$/.test(path),
      )
      expect([node.id, node.type, differing]).toEqual([node.id, node.type, []])
    }
    // Dify publishes and runs all of them.
    const issues = validate(app, { nodes: builtinNodes, codeLanguages: ['javascript', 'python3'] })
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

const caseSchema = z.object({
  name: z.string(),
  workflow_form: z.enum(['app', 'graph']),
  import: z.optional(
    z.object({
      expect: z.object({
        status: z.enum(['ok', 'failed']),
        mode: z.optional(z.string()),
        dsl_version: z.optional(z.string()),
        node_types: z.optional(z.record(z.string(), z.number())),
        edges: z.optional(z.number()),
        conversation_variables: z.optional(
          z.array(z.object({ name: z.string(), value_type: z.string(), value: z.unknown() })),
        ),
        node_data: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
      }),
    }),
  ),
})

describe.skipIf(!isHere)('conformance cases (needs ../shared/conformance)', () => {
  const cases = list('dify').map((name) => caseSchema.parse(JSON.parse(read(`dify/${name}/case.json`))))

  it('are there', () => {
    expect(cases.length).toBeGreaterThan(0)
  })

  it.each(
    cases.filter((each) => each.import?.expect.status !== 'failed').map((each) => [each.name, each] as const),
  )('%s comes back as it was', (name, { workflow_form }) => {
    const text = read(`dify/${name}/workflow.yml`)
    const isGraph = workflow_form === 'graph'
    expect(roundTrip(imported(text, isGraph), isGraph)).toEqual(parse(text))
  })

  it.each(cases.filter((each) => each.import).map((each) => [each.name, each.import] as const))(
    '%s is imported as expected',
    (name, expectation) => {
      const wanted = expectation?.expect
      const result = importDify(read(`dify/${name}/workflow.yml`))
      expect(result.ok).toBe(wanted?.status === 'ok')
      if (!result.ok || !wanted) return
      const { app, report } = result.value
      const modes: Readonly<Record<string, string>> = { workflow: 'workflow', 'advanced-chat': 'chatflow' }
      if (wanted.mode) expect(app.mode).toBe(modes[wanted.mode])
      if (wanted.dsl_version) expect(report.sourceVersion).toBe(wanted.dsl_version)
      if (wanted.node_types) expect(countTypes(app)).toEqual(wanted.node_types)
      if (wanted.edges !== undefined) expect(app.graph.edges).toHaveLength(wanted.edges)
      if (wanted.conversation_variables) {
        expect(
          app.conversationVariables.map(({ name, type, value }) => ({ name, value_type: type, value })),
        ).toEqual(wanted.conversation_variables)
      }
      for (const [id, data] of Object.entries(wanted.node_data ?? {})) {
        expect(app.graph.nodes.find((node) => node.id === id)?.config).toMatchObject(data)
      }
    },
  )

  it.each(['simple_passthrough', 'basic_chatflow', 'conditional_hello_branching'])(
    '%s is mapped node by node, without a warning',
    (name) => {
      const { app, report } = imported(read(`dify/${name}/workflow.yml`), false)
      expect(report.warnings.filter(({ code }) => code !== 'VERSION_OLDER')).toEqual([])
      expect(new Set(report.nodes.map((node) => node.outcome))).toEqual(new Set(['mapped']))
      // The chatflow names no model; its runs bring their own.
      const issues = validate(app, { nodes: builtinNodes }).filter(({ code }) => code !== 'MODEL_MISSING')
      expect(issues).toEqual([])
    },
  )
})
