import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { LocalSkepClient } from '@skep/runtime'
import type { App } from '@skep/schema'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolEnvironment } from '../../.ci/bootstrap.mjs'
import { launchBrowser, openFenced } from './browser.ts'
import { type StaticServer, serveFolders, strictPolicy } from './static-server.ts'

declare global {
  var clients: Record<string, LocalSkepClient>
  var isReady: boolean
  var reactVersion: string
}

const root = join(import.meta.dirname, '../..')
const hosts = join(root, '.tools/hosts')
const run = promisify(execFile)
const PDF = join(root, 'packages/knowledge/fixtures/handbook.pdf')

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin with one
const COLOURS = /\u001b\[\d+m/g

let browser: Browser
const servers: StaticServer[] = []

/** A customer's project with the packed tarballs, installed as a customer would. */
async function installHost(
  name: string,
  react: string,
  tools: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = join(hosts, name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await cp(join(import.meta.dirname, 'hosts'), folder, { recursive: true })
  const tarballs: Record<string, string> = JSON.parse(
    await readFile(join(root, '.tools/tarballs/index.json'), 'utf8'),
  )
  const files = Object.fromEntries(Object.entries(tarballs).map(([pkg, file]) => [pkg, `file:${file}`]))
  const wanted = ['react', 'builder', 'chat', 'uploader', 'runtime', 'schema', 'engine'].map(
    (pkg) => `@skep/${pkg}`,
  )
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name,
      private: true,
      type: 'module',
      dependencies: {
        ...Object.fromEntries(wanted.map((pkg) => [pkg, files[pkg]])),
        react,
        'react-dom': react,
        // For the schema of a node type of the host's own.
        zod: '4.6.7',
        ...tools,
      },
    }),
  )
  const store = join(root, '.tools/pnpm-store')
  await writeFile(
    join(folder, 'pnpm-workspace.yaml'),
    JSON.stringify({ overrides: files, storeDir: store, packages: ['.'] }),
  )
  await run('pnpm', ['install', '--prefer-offline', '--no-frozen-lockfile', '--ignore-scripts'], {
    cwd: folder,
    env: toolEnvironment(),
  })
  return folder
}

async function serve(
  folder: string,
  options: Parameters<typeof serveFolders>[1] = {},
): Promise<StaticServer> {
  const server = await serveFolders([['/', folder]], options)
  servers.push(server)
  return server
}

/** Uploads a PDF, runs a code node, asks for providers: worker, lazy files and both wasm files must all be there. */
async function exercise(page: Page, instance = 'one'): Promise<unknown> {
  const pdf = await readFile(PDF)
  return page.evaluate(
    async ({ name, bytes }) => {
      const client = globalThis.clients[name]
      if (!client) throw new Error(`no client ${name}`)
      await client.knowledge.upload('base', {
        name: 'handbook.pdf',
        bytes: Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)),
      })
      let document = (await client.knowledge.documents('base'))[0]
      for (let round = 0; round < 600 && document && !['ready', 'failed'].includes(document.state); round++) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        document = (await client.knowledge.documents('base'))[0]
      }
      const app: App = {
        schemaVersion: 1,
        id: 'sum',
        mode: 'workflow',
        name: 'Sum',
        description: '',
        graph: {
          nodes: [
            {
              id: 'start',
              type: 'start',
              title: 'Start',
              position: { x: 0, y: 0 },
              config: { variables: [] },
            },
            {
              id: 'code',
              type: 'code',
              title: 'Code',
              position: { x: 300, y: 0 },
              config: {
                language: 'javascript',
                code: 'function main() { return { sum: [1, 2, 3].reduce((a, b) => a + b, 0) } }',
                variables: [],
                outputs: { sum: { type: 'number' } },
              },
            },
            {
              id: 'end',
              type: 'end',
              title: 'End',
              position: { x: 600, y: 0 },
              config: { outputs: [{ variable: 'sum', selector: ['code', 'sum'] }] },
            },
          ],
          edges: [
            { id: 'a', source: 'start', sourceHandle: 'source', target: 'code', targetHandle: 'target' },
            { id: 'b', source: 'code', sourceHandle: 'source', target: 'end', targetHandle: 'target' },
          ],
        },
        environmentVariables: [],
        conversationVariables: [],
        features: {},
      }
      let last: unknown
      for await (const event of client.run({ app, isDraft: true })) last = event
      // The code of these providers is in lazy files of its own.
      const presets = (await client.models.presets()).map(({ id }) => id)
      return { host: client.status().host, document, last, presets }
    },
    { name: instance, bytes: pdf.toString('base64') },
  )
}

/** Fills in the panel of the host's node, runs the app, and reads what the node made. */
async function runOwnNode(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/?own`)
  await page.waitForFunction(() => globalThis.isReady)
  await expect.poll(() => page.getByRole('option', { name: /^Shout/ }).count()).toBe(1)
  await page.locator('[data-node-card="shout"]').click()
  await page.getByRole('button', { name: /^Text: / }).click()
  await page.getByRole('option', { name: /^text/ }).click()
  await expect.poll(() => page.locator('[data-node-card="shout"]').textContent()).toContain('text')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('form').getByLabel('Text').fill('ahoy there')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => page.getByText('AHOY THERE').count(), { timeout: 60_000 }).toBeGreaterThan(0)
}

const works = {
  host: 'worker',
  document: expect.objectContaining({ state: 'ready', pageCount: expect.any(Number) }),
  last: expect.objectContaining({ type: 'run_succeeded', outputs: { sum: 6 } }),
  presets: expect.arrayContaining(['openai', 'llama-cpp', 'remote']),
}

beforeAll(async () => {
  browser = await launchBrowser()
  await mkdir(hosts, { recursive: true })
})

afterAll(async () => {
  await browser?.close()
  for (const server of servers) await server.close()
})

describe('packed tarballs in a Vite app with React 19', () => {
  let server: StaticServer
  let folder: string

  beforeAll(async () => {
    folder = await installHost('vite-react-19', '19.3.1', { vite: '8.3.8' })
    await run('pnpm', ['exec', 'vite', 'build', '--base', './', '--logLevel', 'warn'], {
      cwd: folder,
      env: toolEnvironment(),
    })
    server = await serve(join(folder, 'dist'), { policy: strictPolicy() })
  })

  it('load worker, wasm and lazy files under the strict policy without one report', async () => {
    const { page, refused, errors } = await openFenced(browser, [server.url])
    await page.goto(`${server.url}/?strict`)
    await page.waitForFunction(() => globalThis.isReady)
    expect(await page.evaluate(() => globalThis.reactVersion)).toBe('19.3.1')
    expect(await exercise(page)).toEqual(works)
    await page
      .getByRole('button', { name: /open chat|chat/i })
      .last()
      .click()
    await expect.poll(() => page.locator('.react-flow__node').count()).toBeGreaterThan(0)
    expect({ refused, errors, violations: server.violations }).toEqual({
      refused: [],
      errors: [],
      violations: [],
    })
    await page.close()
  })

  it('run a node type of the host’s own: its schema, its panel, and its executor in the host’s worker', async () => {
    const { page, refused, errors } = await openFenced(browser, [server.url])
    await runOwnNode(page, server.url)
    expect({ refused, errors, violations: server.violations }).toEqual({
      refused: [],
      errors: [],
      violations: [],
    })
    await page.close()
  })

  it('work in the development server, which bundles dependencies on the fly', async () => {
    const vite = spawn(join(folder, 'node_modules/.bin/vite'), ['--host', '127.0.0.1', '--port', '0'], {
      cwd: folder,
      env: toolEnvironment(),
    })
    try {
      const url = await new Promise<string>((resolve, reject) => {
        let said = ''
        vite.stdout.on('data', (part) => {
          said += String(part).replaceAll(COLOURS, '')
          const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
          if (found) resolve(found[0])
        })
        vite.on('exit', (code) => reject(new Error(`vite ended with ${code}: ${said}`)))
      })
      const { page, refused } = await openFenced(browser, [url])
      await page.goto(url)
      await page.waitForFunction(() => globalThis.isReady, undefined, { timeout: 60_000 })
      expect(await exercise(page)).toEqual(works)
      expect(refused).toEqual([])
      await page.close()
    } finally {
      vite.kill()
    }
  })

  it('run as two instances on one page, each with data of its own', async () => {
    const { page, errors } = await openFenced(browser, [server.url])
    await page.goto(`${server.url}/?instances=left,right`)
    await page.waitForFunction(() => globalThis.isReady)
    expect(await exercise(page, 'left')).toEqual(works)
    const counts = await page.evaluate(async () =>
      Promise.all(
        ['left', 'right'].map(
          async (name) => (await globalThis.clients[name]?.knowledge.documents('base'))?.length,
        ),
      ),
    )
    expect(counts).toEqual([1, 0])
    await expect.poll(() => page.locator('#instance-left .react-flow__node').count()).toBeGreaterThan(0)
    await expect.poll(() => page.locator('#instance-right .react-flow__node').count()).toBeGreaterThan(0)
    expect({ errors, violations: server.violations }).toEqual({ errors: [], violations: [] })
    await page.close()
  })

  it('work on a plain page whose script comes from another origin', async () => {
    const scripts = await serve(join(folder, 'dist'), { headers: { 'access-control-allow-origin': '*' } })
    const html = await readFile(join(folder, 'dist/index.html'), 'utf8')
    const plain = join(hosts, 'plain')
    await mkdir(plain, { recursive: true })
    await writeFile(join(plain, 'index.html'), html.replace(/(src|href)="\.\//g, `$1="${scripts.url}/`))
    const pages = await serve(plain)
    const { page, refused, errors } = await openFenced(browser, [pages.url, scripts.url])
    await page.goto(`${pages.url}/`)
    await page.waitForFunction(() => globalThis.isReady)
    expect(await exercise(page)).toEqual(works)
    expect({ refused, errors }).toEqual({ refused: [], errors: [] })
    await page.close()
  })

  it('are imported and rendered in Node without a DOM', async () => {
    const { stdout } = await run('node', ['ssr.mjs'], { cwd: folder, env: toolEnvironment() })
    expect(stdout).toMatch(/rendered \d+ characters without a DOM/)
  })
})

describe('packed tarballs in a Vite app with React 18', () => {
  it('load worker, wasm and lazy files under the strict policy without one report', async () => {
    const folder = await installHost('vite-react-18', '18.3.1', { vite: '8.3.8' })
    await run('pnpm', ['exec', 'vite', 'build', '--base', './', '--logLevel', 'warn'], {
      cwd: folder,
      env: toolEnvironment(),
    })
    const server = await serve(join(folder, 'dist'), { policy: strictPolicy() })
    const { page, refused, errors } = await openFenced(browser, [server.url])
    await page.goto(`${server.url}/?strict`)
    await page.waitForFunction(() => globalThis.isReady)
    expect(await page.evaluate(() => globalThis.reactVersion)).toBe('18.3.1')
    expect(await exercise(page)).toEqual(works)
    await expect.poll(() => page.locator('.react-flow__node').count()).toBeGreaterThan(0)
    expect({ refused, errors, violations: server.violations }).toEqual({
      refused: [],
      errors: [],
      violations: [],
    })
    await page.close()
  })
})

describe('packed tarballs in a webpack build', () => {
  it('load worker, wasm and lazy files under the strict policy without one report', async () => {
    const folder = await installHost('webpack', '19.3.1', { webpack: '5.112.2', 'webpack-cli': '6.0.1' })
    await run('pnpm', ['exec', 'webpack', '--config', 'webpack.config.cjs'], {
      cwd: folder,
      env: toolEnvironment(),
    })
    await writeFile(
      join(folder, 'dist-webpack/index.html'),
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>webpack</title><link rel="stylesheet" href="./main.css"></head><body><script type="module" src="./main.js"></script></body></html>',
    )
    const server = await serve(join(folder, 'dist-webpack'), { policy: strictPolicy() })
    const { page, refused, errors } = await openFenced(browser, [server.url])
    await page.goto(`${server.url}/?strict`)
    await page.waitForFunction(() => globalThis.isReady)
    expect(await exercise(page)).toEqual(works)
    await expect.poll(() => page.locator('.react-flow__node').count()).toBeGreaterThan(0)
    expect({ refused, errors, violations: server.violations }).toEqual({
      refused: [],
      errors: [],
      violations: [],
    })
    await page.close()
  })
})
