import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type App,
  builtinNodes,
  createApp,
  createNode,
  type JsonObject,
  parseApp,
  validate,
  variablesInScope,
} from '../index.ts'
import { isPlainObject } from '../json.ts'
import { exportDify, importDify } from './index.ts'
import { readYaml } from './read-yaml.ts'
import { writeYaml } from './write-yaml.ts'

const base = createApp({ id: 'app', mode: 'workflow', name: 'All' })

/** A file with every node type in it. */
const whole: App = {
  ...base,
  graph: {
    nodes: builtinNodes.map((definition, index) =>
      createNode(definition, { id: `n${index}`, title: definition.type, position: { x: index * 300, y: 0 } }),
    ),
    edges: base.graph.edges.map((edge) => ({ ...edge, source: 'n0', target: 'n8' })),
  },
  environmentVariables: [{ id: 'e', name: 'E', type: 'secret', value: '', secretName: 's' }],
  conversationVariables: [{ id: 'c', name: 'C', type: 'array[string]', value: ['x'] }],
  features: { openingStatement: 'Hi', suggestedQuestions: ['?'] },
}
const file = readYaml(exportDify(whole)).root

type Path = readonly (string | number)[]

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  const entries = Array.isArray(value)
    ? [...value.entries()]
    : isPlainObject(value)
      ? Object.entries(value)
      : []
  return entries.flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])])
}

const REMOVED = Symbol('removed')

/** The same tree with one place changed. */
function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to
  const inner = (each: unknown) => changed(each, rest, to)
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      const next = index === key ? inner(item) : item
      return next === REMOVED ? [] : [next]
    })
  }
  if (!isPlainObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const next = name === key ? inner(item) : item
      return next === REMOVED ? [] : [[name, next]]
    }),
  )
}

const paths = pathsOf(file)
const replacement = fc.constantFrom<readonly unknown[]>(
  REMOVED as never, // stands among values of every kind
  ...([
    null,
    '',
    0,
    -1,
    12.5,
    true,
    'x',
    '__proto__',
    'toString',
    '{{#env.X#}}',
    [],
    {},
    [null],
    [{}],
    ['a'],
    { id: 'a' },
    [['b']],
  ] as never[]),
)

describe('a file with one place damaged', () => {
  it('is either refused by a code of its own, or comes back as it was', () => {
    const outcomes = { refused: 0, imported: 0 }
    fc.assert(
      fc.property(fc.constantFrom(...paths), replacement, (path, to) => {
        // A change of JSON to JSON, or the loss of a key.
        const damaged = changed(file, path, to) as JsonObject
        const result = importDify(writeYaml(damaged), { newId: () => 'app' })
        if (!result.ok) {
          outcomes.refused += 1
          expect(result.error.code).toMatch(/^DSL_/)
          expect(result.error.message).toMatch(/^The file |^Apps /)
          return
        }
        outcomes.imported += 1
        const stored = parseApp(JSON.parse(JSON.stringify(result.value.app)))
        if (!stored.ok) throw new Error(stored.error.message)
        expect(() => validate(stored.value, { nodes: builtinNodes })).not.toThrow()
        expect(() => variablesInScope(stored.value, 'n8', builtinNodes)).not.toThrow()
        // Geometry that no canvas could use is repaired instead of kept.
        if (path.some((part) => ['position', 'positionAbsolute', 'viewport'].includes(String(part)))) return
        // Secret stores keep texts, so a secret that is a number comes back as one.
        const { secrets } = result.value
        if (Object.keys(secrets).length > 0 && typeof to !== 'string') return
        expect(readYaml(exportDify(stored.value, { includeSecrets: true, secrets })).root).toEqual(damaged)
      }),
      { numRuns: 400 },
    )
    expect(outcomes.refused).toBeGreaterThan(20)
    expect(outcomes.imported).toBeGreaterThan(100)
  })
})
