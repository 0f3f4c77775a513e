import { createJavaScriptSandbox, createSandbox } from '@skep/sandbox'
import { spawnNodeSandboxWorker } from '@skep/sandbox/node'
import { afterAll, describe, expect, it } from 'vitest'
import { checkMustLine } from './must-lines.ts'
import { observe } from './observe.ts'

const code = createSandbox([createJavaScriptSandbox({ spawn: spawnNodeSandboxWorker })])
afterAll(() => code.close())

const file = (nodes: string, edges = '', more = ''): string => `
version: 0.3.0
kind: app
app: {name: '<b>app</b>', mode: workflow}
${more}
workflow:
  environment_variables: [{id: k, name: K, value_type: secret, value: sk-canary}]
  graph:
    nodes:
      - {id: s, position: {x: 0, y: 0}, data: {type: start, title: '<img src=x>', variables: []}}
      - {id: e, position: {x: 300, y: 0}, data: {type: end, title: E, outputs: []}}
${nodes}
    edges:
      - {source: s, target: e}
${edges}
`

const FILES = {
  plain: file('', '', 'extra: {a: [1]}'),
  hanging: file('', '      - {source: s, target: nobody}'),
  twice: file('      - {id: e, position: {x: 600, y: 0}, data: {type: end, title: E, outputs: []}}'),
  polluting: file('', '', '__proto__: {polluted: yes}'),
  failing: file(
    "      - {id: t, position: {x: 600, y: 0}, data: {type: template-transform, title: T, template: '{{ 1 / 0 }}', variables: []}}",
    '      - {source: s, target: t}',
  ),
  refused: 'a: [1, 2',
} as const

async function check(name: keyof typeof FILES, line: string): Promise<readonly string[]> {
  return checkMustLine(line, { seen: await observe(FILES[name], () => 0), code })
}

describe('a line about a hostile file', () => {
  it.each<readonly [keyof typeof FILES, string]>([
    ['plain', 'import ends under 30,000 ms'],
    ['plain', 'takes at most 30 s'],
    ['plain', 'heap growth below 100 MiB'],
    ['plain', '({}).polluted is undefined; globalThis.__pwned is undefined'],
    ['plain', 'prototypes stay unchanged'],
    ['plain', 'no request is made at import or validation'],
    ['plain', 'nothing is fetched before a click'],
    ['plain', 'icon is not fetched'],
    ['plain', 'import and validate make no request'],
    ['plain', 'no HTML is rendered'],
    ['plain', 'titles are shown as text, not HTML'],
    ['plain', 'the canvas still opens'],
    ['plain', 'unknown keys are kept on export'],
    ['plain', 'preserved verbatim on export'],
    ['plain', 'secrets are absent from the export'],
    ['plain', 'API key is moved to the secret store'],
    ['plain', 'worker survives'],
    ['plain', 'the run ends'],
    ['hanging', 'dangling edge is dropped and reported'],
    ['hanging', 'EDGE_HANGING is reported'],
    ['hanging', 'report names nobody'],
    ['twice', 'run refused'],
    ['twice', 'validation flags NODE_ID_DUPLICATE'],
    ['polluting', '__proto__ key is dropped and reported'],
    ['failing', 'run fails with TEMPLATE_FAILED'],
    ['refused', 'typed error'],
    ['refused', 'refused with DSL_YAML_PARSE_ERROR'],
    ['refused', 'error mentions line 1'],
    ['refused', 'error names the line and column'],
    ['refused', 'error does not quote the file'],
    ['refused', 'next import works'],
  ])('holds for %s: %s', async (name, line) => {
    expect(await check(name, line)).toEqual([])
  })

  it.each<readonly [keyof typeof FILES, string]>([
    ['plain', 'import ends under 0 ms'],
    ['plain', 'edge is dropped'],
    ['plain', 'EDGE_HANGING is reported'],
    ['plain', 'key is dropped'],
    ['plain', 'run fails with TEMPLATE_FAILED'],
    ['plain', 'run refused'],
    ['plain', 'report names nobody'],
    ['plain', 'typed error'],
    ['polluting', 'all keys are kept'],
    ['failing', 'run fails with NODE_FAILED'],
    ['refused', 'error mentions line 7'],
    ['refused', 'refused with DSL_TOO_MANY_LEVELS'],
    ['refused', 'canvas opens'],
    ['refused', 'the run ends'],
    ['refused', 'icon is fetched'],
  ])('does not hold for %s: %s', async (name, line) => {
    expect(await check(name, line)).not.toEqual([])
  })
})
