// Code nodes in both languages with the built packages, under the strict policy, on both hosts.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEvent } from '@skep/client'
import type { createSkep } from '@skep/runtime'
import type { App } from '@skep/schema'
import { build } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FencedPage, launchBrowser, openFenced } from './browser.ts'
import { type StaticServer, serveFolders, strictPolicy } from './static-server.ts'

declare global {
  var createSkepOfPage: typeof createSkep
}

const root = join(import.meta.dirname, '../..')
const built = join(root, 'packages/runtime/dist')
const folder = join(root, '.tools/code-nodes')

const app: App = {
  schemaVersion: 1,
  id: 'code',
  mode: 'workflow',
  name: 'Code',
  description: '',
  graph: {
    nodes: [
      node('start', 'start', {
        variables: [{ variable: 'text', label: 'Text', type: 'text-input', required: true }],
      }),
      node('py', 'code', {
        language: 'python3',
        code: 'def main(text: str) -> dict:\n    print(text)\n    return {"upper": text.upper()}',
        variables: [{ variable: 'text', selector: ['start', 'text'] }],
        outputs: { upper: { type: 'string' } },
      }),
      node('js', 'code', {
        language: 'javascript',
        code: 'function main({ upper }) { return { result: upper + "!" } }',
        variables: [{ variable: 'upper', selector: ['py', 'upper'] }],
        outputs: { result: { type: 'string' } },
      }),
      node('end', 'end', { outputs: [{ variable: 'result', selector: ['js', 'result'] }] }),
    ],
    edges: [edge('start', 'py'), edge('py', 'js'), edge('js', 'end')],
  },
  environmentVariables: [],
  conversationVariables: [],
  features: {},
}

function node(id: string, type: string, config: App['graph']['nodes'][number]['config']) {
  return { id, type, title: id, position: { x: 0, y: 0 }, config }
}

function edge(source: string, target: string) {
  return { id: `${source}-${target}`, source, sourceHandle: 'source', target, targetHandle: 'target' }
}

let server: StaticServer
let browser: Awaited<ReturnType<typeof launchBrowser>>

beforeAll(async () => {
  if (!existsSync(join(built, 'assets/python.js'))) throw new Error('Build the packages first: pnpm build')
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'entry.js'),
    `import { createSkep } from ${JSON.stringify(join(built, 'index.js'))}\nglobalThis.createSkepOfPage = createSkep\n`,
  )
  await build({
    input: join(folder, 'entry.js'),
    cwd: join(root, 'packages/runtime'),
    platform: 'browser',
    logLevel: 'silent',
    output: { dir: join(folder, 'page'), format: 'esm' },
  })
  await writeFile(
    join(folder, 'page/index.html'),
    '<!doctype html><title>Code</title><link rel="icon" href="/entry.js"><script type="module" src="/entry.js"></script>',
  )
  server = await serveFolders(
    [
      ['/skep/', built],
      ['/', join(folder, 'page')],
    ],
    { policy: strictPolicy() },
  )
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function openPage(): Promise<FencedPage> {
  const fenced = await openFenced(browser, [server.url])
  await fenced.page.goto(`${server.url}/`)
  await fenced.page.waitForFunction(() => typeof globalThis.createSkepOfPage === 'function')
  return fenced
}

/** Runs the app twice on a host and tells the events of both runs. */
function runTwice({ page }: FencedPage, host: 'worker' | 'main'): Promise<string> {
  return page.evaluate(
    async ([where, text]) => {
      const client = globalThis.createSkepOfPage({
        namespace: where,
        host: where,
        storage: 'memory',
        worker: '/skep/worker.js',
        assetsUrl: '/skep/assets/',
      })
      const runs: unknown[][] = []
      for (const input of ['bees', 'hive']) {
        const { runId } = await client.runs.start({
          app: JSON.parse(text),
          isDraft: true,
          inputs: { text: input },
        })
        const events: unknown[] = []
        for await (const event of client.runs.events(runId, { after: 0 })) {
          events.push(event)
          if (/^run_(succeeded|failed|stopped)$/.test(event.type)) break
        }
        runs.push(events)
      }
      await client.close()
      return JSON.stringify(runs)
    },
    [host, JSON.stringify(app)] as const,
  )
}

describe.each(['worker', 'main'] as const)('on the host %s, under the strict policy', (host) => {
  it('code in Python and JavaScript runs, and Python is loaded with its first run', async () => {
    const before = { requests: server.requests.length, violations: server.violations.length }
    const fenced = await openPage()
    const asked = (): readonly string[] =>
      server.requests.slice(before.requests).filter((path) => /python|pyodide/.test(path))
    expect(asked()).toEqual([])

    const [first = [], second = []]: RunEvent[][] = JSON.parse(await runTwice(fenced, host))
    const ends = [first, second].map((events) => events.at(-1))
    expect(ends).toMatchObject([
      { type: 'run_succeeded', outputs: { result: 'BEES!' } },
      { type: 'run_succeeded', outputs: { result: 'HIVE!' } },
    ])
    const told = (events: readonly RunEvent[]): readonly string[] =>
      events.flatMap((event) => (event.type === 'node_progress' ? [event.message] : []))
    expect(told(first).at(-1)).toBe('Starting Python')
    expect(told(second)).toEqual([])
    const step = first.find((event) => event.type === 'node_succeeded' && event.nodeId === 'py')
    expect(step).toMatchObject({ outputs: { upper: 'BEES' }, process: { logs: ['bees'] } })

    expect(new Set(asked())).toEqual(
      new Set(
        ['python.js', 'pyodide.asm.js', 'pyodide.asm.wasm', 'python_stdlib.zip'].map(
          (name) => `/skep/assets/${name}`,
        ),
      ),
    )
    expect(server.violations.slice(before.violations)).toEqual([])
    expect({ refused: fenced.refused, errors: fenced.errors }).toEqual({ refused: [], errors: [] })
    await fenced.context.close()
  })
})

describe('where the files of Python are missing', () => {
  it('a run says so', async () => {
    const fenced = await openPage()
    await fenced.context.route('**/pyodide.asm.wasm', (route) => route.fulfill({ status: 404 }))
    const [first = []]: RunEvent[][] = JSON.parse(await runTwice(fenced, 'worker'))
    expect(first.at(-1)).toMatchObject({
      type: 'run_failed',
      error: { code: 'CODE_LANGUAGE_UNAVAILABLE' },
    })
    await fenced.context.close()
  })
})
