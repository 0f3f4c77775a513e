import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'

const WORKFLOW = `
nodes:
  - {id: start, data: {type: start, title: Start, variables: []}}
  - {id: code, data: {type: code, title: Code, code_language: javascript, code: 'function main({ a }) { return { result: a + 1 } }', variables: [{variable: a, value_selector: [start, a]}], outputs: {result: {type: number}}}}
  - {id: end, data: {type: end, title: End, outputs: [{variable: r, value_selector: [code, result]}]}}
edges:
  - {source: start, target: code}
  - {source: code, target: end}
`

const EXPECT = { status: 'succeeded', outputs: { r: 2 }, nodes_succeeded: ['code'], exceptions_count: 0 }

const FALSIFIED: Readonly<Record<string, object>> = {
  status: { status: 'failed' },
  outputs: { outputs: { r: 3 } },
  nodes: { nodes_succeeded: ['nobody'] },
  exceptions: { exceptions_count: 1 },
  unknown: { brand_new: true },
}

let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function writeCases(cases: Readonly<Record<string, object>>): string {
  folder = mkdtempSync(join(tmpdir(), 'skep-conformance-'))
  for (const [name, change] of Object.entries(cases)) {
    mkdirSync(join(folder, name))
    const run = { id: 'run', inputs: { a: 1 }, expect: { ...EXPECT, ...change } }
    const data = { schema: 1, name, kind: 'run', workflow_form: 'graph', runs: [run] }
    writeFileSync(join(folder, name, 'case.json'), JSON.stringify(data))
    writeFileSync(join(folder, name, 'workflow.yml'), WORKFLOW)
  }
  return folder
}

function runCommand(
  ...args: readonly string[]
): Promise<{ readonly lines: readonly string[]; readonly code: number }> {
  return new Promise((resolve) => {
    const command = join(import.meta.dirname, 'conformance.ts')
    execFile(process.execPath, [command, ...args], (error, stdout) => {
      resolve({ lines: stdout.trim().split('\n'), code: typeof error?.code === 'number' ? error.code : 0 })
    })
  })
}

it('passes cases that hold, a folder of them or one', async () => {
  const all = writeCases({ good: {}, 'good too': {} })
  expect(await runCommand(all)).toEqual({ lines: ['2 passed, 0 failed'], code: 0 })
  expect(await runCommand(join(all, 'good'))).toEqual({ lines: ['1 passed, 0 failed'], code: 0 })
})

it('keeps the files that a server answers with', async () => {
  const all = writeCases({ file: { outputs: { c: 200, b: '' }, nodes_succeeded: ['get'] } })
  const data = JSON.parse(readFileSync(join(all, 'file', 'case.json'), 'utf8'))
  const response = { status: 200, headers: { 'content-type': 'image/png' }, body: 'PNG' }
  data.runs[0].mocks = { http: [{ method: 'GET', url: 'https://server.test/*', response }] }
  writeFileSync(join(all, 'file', 'case.json'), JSON.stringify(data))
  writeFileSync(
    join(all, 'file', 'workflow.yml'),
    `
nodes:
  - {id: start, data: {type: start, title: Start, variables: []}}
  - {id: get, data: {type: http-request, title: Get, method: get, url: 'https://server.test/a.png', headers: '', params: '', authorization: {type: no-auth, config: null}, body: {type: none, data: []}, timeout: {}}}
  - {id: end, data: {type: end, title: End, outputs: [{variable: c, value_selector: [get, status_code]}, {variable: b, value_selector: [get, body]}]}}
edges:
  - {source: start, target: get}
  - {source: get, target: end}
`,
  )
  expect(await runCommand(all)).toEqual({ lines: ['1 passed, 0 failed'], code: 0 })
})

it('finds every falsified case of a folder, one line each', async () => {
  const { lines, code } = await runCommand(writeCases(FALSIFIED))
  expect(code).toBe(1)
  expect(lines.at(-1)).toBe(`0 passed, ${Object.keys(FALSIFIED).length} failed`)
  expect(lines.slice(0, -1).map((line) => line.split(':', 1)[0])).toEqual(
    Object.keys(FALSIFIED)
      .toSorted()
      .map((name) => `FAILED ${name}`),
  )
})

it('fails where there is nothing to test, and where a folder holds no case', async () => {
  const empty = writeCases({})
  expect((await runCommand(empty)).lines.at(-1)).toBe('0 passed, 1 failed')
  mkdirSync(join(empty, 'not a case'))
  const { lines, code } = await runCommand(empty)
  expect({ last: lines.at(-1), code }).toEqual({ last: '0 passed, 1 failed', code: 1 })
  expect(lines[0]).toContain('case.json is not JSON')
})
