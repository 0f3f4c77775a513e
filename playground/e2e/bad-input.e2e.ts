import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FencedPage, launchBrowser, openFenced } from './browser.ts'
import {
  documentNamed,
  FIXTURES,
  goTo,
  openPlayground,
  PLAYGROUND,
  uploadFiles,
  waitForState,
} from './playground.ts'
import { type StaticServer, serveFolders, strictPolicy } from './static-server.ts'

let browser: Browser
let server: StaticServer
let fenced: FencedPage
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skep-bad-input-'))
  browser = await launchBrowser()
  server = await serveFolders([['/', PLAYGROUND]], { policy: strictPolicy() })
  fenced = await openFenced(browser, [server.url])
  await openPlayground(fenced.page, server.url, 'knowledge')
})
afterAll(async () => {
  await fenced?.context.close()
  await browser?.close()
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

describe('files that cannot be taken', () => {
  it.each([
    ['truncated.pdf', 'DOCUMENT_DAMAGED'],
    ['encrypted.pdf', 'DOCUMENT_ENCRYPTED'],
    ['scanned.pdf', 'DOCUMENT_NO_TEXT'],
    ['truncated.docx', 'DOCUMENT_DAMAGED'],
    ['legacy.doc', 'DOCUMENT_TYPE_UNSUPPORTED'],
  ])('%s ends in %s, shown beside it', async (name, code) => {
    const { page } = fenced
    await uploadFiles(page, join(FIXTURES, name))
    const document = await waitForState(page, name, 'failed')
    expect(document.error).toMatchObject({ code, message: expect.stringMatching(/^.{20,300}$/) })
    const row = page.getByRole('listitem').filter({ hasText: name })
    await expect.poll(() => row.textContent()).toContain(code)
  })

  it('an empty file, a wrong extension and a file of 200 MB each end in their own code', async () => {
    const { page } = fenced
    await writeFile(join(folder, 'empty.txt'), '')
    await writeFile(join(folder, 'picture.pdf'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
    await writeFile(join(folder, 'huge.txt'), 'x')
    await truncate(join(folder, 'huge.txt'), 200 * 1024 * 1024)
    // By path: a buffer of 200 MB would travel through the driver.
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(['empty.txt', 'picture.pdf', 'huge.txt'].map((name) => join(folder, name)))
    for (const [name, code] of Object.entries({
      'empty.txt': 'DOCUMENT_EMPTY',
      'picture.pdf': 'DOCUMENT_TYPE_MISMATCH',
      'huge.txt': 'DOCUMENT_TOO_LARGE',
    })) {
      const row = page.getByRole('listitem').filter({ hasText: name })
      await row.getByText(code, { exact: true }).waitFor({ timeout: 20_000 })
    }
  })

  it('the rest goes on: a good file beside them is ready, and earlier ones still answer', async () => {
    const { page } = fenced
    await uploadFiles(page, join(FIXTURES, 'encrypted.pdf'), join(FIXTURES, 'minutes.docx'))
    await waitForState(page, 'minutes.docx', 'ready')
    const { passages } = await page.evaluate(() =>
      globalThis.skep.knowledge.retrieve({
        knowledgeIds: ['handbook'],
        query: 'deposit for an electric bicycle',
      }),
    )
    expect(passages[0]).toMatchObject({ documentName: 'rental-handbook.pdf' })
  })

  it('a broken Dify file ends in one message with its code, and the app stays as it was', async () => {
    const { page } = fenced
    await goTo(page, 'Builder')
    await expect.poll(() => page.locator('.react-flow__node').count()).toBe(4)
    await writeFile(join(folder, 'broken.yml'), 'app: [unclosed\nkind: {')
    await page
      .getByRole('button', { name: /more|menu/i })
      .first()
      .click()
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('menuitem', { name: /import/i }).click()
    await (await choosing).setFiles(join(folder, 'broken.yml'))
    await expect.poll(() => page.getByRole('dialog').textContent()).toContain('DSL_SYNTAX')
    await page.keyboard.press('Escape')
    expect(await page.locator('.react-flow__node').count()).toBe(4)
  })
})

describe('a reload in the middle of an upload', () => {
  it('goes on where it was and loses nothing', async () => {
    const { page } = fenced
    await goTo(page, 'Knowledge')
    const lines = Array.from(
      { length: 60_000 },
      (_, line) => `Entry ${line}: the lamp number ${line * 7919} hangs in row ${line % 97}.`,
    )
    await writeFile(join(folder, 'lamps.txt'), lines.join('\n\n'))
    await uploadFiles(page, join(folder, 'lamps.txt'))
    await expect
      .poll(async () => (await documentNamed(page, 'lamps.txt'))?.state, { interval: 10 })
      .toMatch(/loading|splitting|embedding|indexing/)
    await page.reload()
    await page.waitForFunction(() => globalThis.skep?.status().state === 'ready')
    const document = await documentNamed(page, 'lamps.txt')
    expect(document?.state).not.toBe('failed')
    const ready = await waitForState(page, 'lamps.txt', 'ready')
    const chunks = await page.evaluate((id) => globalThis.skep.knowledge.chunks(id), ready.id)
    expect(chunks.length).toBe(ready.chunkCount)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(chunks.length)
    expect(chunks.map(({ index }) => index)).toEqual(chunks.map((_, index) => index))
    const { text } = await page.evaluate((id) => globalThis.skep.knowledge.documentText(id), ready.id)
    expect(text).toContain(lines[0])
    expect(text).toContain(lines.at(-1))
  })
})
