import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FencedPage, launchBrowser, openFenced } from './browser.ts'
import { openPlayground, PLAYGROUND } from './playground.ts'
import { type StaticServer, serveFolders, strictPolicy } from './static-server.ts'

let browser: Browser
let server: StaticServer
let fenced: FencedPage
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skep-builder-page-'))
  browser = await launchBrowser()
  server = await serveFolders([['/', PLAYGROUND]], { policy: strictPolicy() })
  fenced = await openFenced(browser, [server.url])
  await openPlayground(fenced.page, server.url, 'builder')
})
afterAll(async () => {
  await fenced?.context.close()
  await browser?.close()
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

const HELLO = `app:
  mode: advanced-chat
  name: Hello
kind: app
version: 0.3.0
workflow:
  graph:
    edges:
      - { id: e, source: start, sourceHandle: source, target: answer, targetHandle: target, type: custom, data: {} }
    nodes:
      - { id: start, position: { x: 0, y: 0 }, data: { type: start, title: Begin, variables: [] } }
      - { id: answer, position: { x: 300, y: 0 }, data: { type: answer, title: Say, answer: Hello } }
`

describe('the builder page', () => {
  it('replaces code by typing over it, with nothing for the policy to refuse', async () => {
    const { page } = fenced
    await page.locator('.react-flow__edge').nth(1).hover({ force: true })
    await page.getByRole('button', { name: 'Insert a step here' }).click()
    await page.keyboard.type('code')
    await page.keyboard.press('Enter')
    await page.locator('.cm-content').first().click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('function main() { return { result: "x" } }')
    const code = async (): Promise<unknown> =>
      page.evaluate(async () => {
        const { app } = await globalThis.skep.apps.get('handbook_helper')
        return app.graph.nodes.find(({ type }) => type === 'code')?.config.code
      })
    await expect.poll(code, { timeout: 10_000 }).toBe('function main() { return { result: "x" } }')
    expect(server.violations).toEqual([])
  })

  it('forgets the run of the old app when another is imported', async () => {
    const { page } = fenced
    await page.getByRole('button', { name: 'Run', exact: true }).first().click()
    await page.getByRole('textbox', { name: 'Message' }).fill('deposit')
    await page.keyboard.press('Control+Enter')
    const steps = page.getByRole('heading', { name: /^\d+ steps?$/ })
    await steps.waitFor()
    await writeFile(join(folder, 'hello.yml'), HELLO)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('menuitem', { name: /import/i }).click()
    await (await choosing).setFiles(join(folder, 'hello.yml'))
    await page.getByRole('button', { name: 'Replace this app' }).click()
    await expect.poll(() => page.locator('.react-flow__node').count()).toBe(2)
    expect(await steps.count()).toBe(0)
  })
})
