import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FencedPage, launchBrowser, openFenced } from './browser.ts'
import { FIXTURES, openPlayground, PLAYGROUND, uploadFiles } from './playground.ts'
import { type StaticServer, serveFolders, strictPolicy } from './static-server.ts'

let browser: Browser
let server: StaticServer
let fenced: FencedPage

beforeAll(async () => {
  browser = await launchBrowser()
  server = await serveFolders([['/', PLAYGROUND]], { policy: strictPolicy() })
  fenced = await openFenced(browser, [server.url])
})
afterAll(async () => {
  await fenced?.context.close()
  await browser?.close()
  await server?.close()
})

describe('the knowledge page', () => {
  it('shows the passages that a question finds, and says when there are none', async () => {
    const { page } = fenced
    await openPlayground(page, server.url, 'knowledge')
    await page.getByRole('tab', { name: 'Try a question' }).click()
    await page.getByRole('searchbox').fill('How much is the deposit for an electric bicycle?')
    await page.keyboard.press('Enter')
    const results = page.getByRole('tabpanel', { name: 'Try a question' })
    await expect
      .poll(() => results.textContent(), { timeout: 20_000 })
      .toMatch(/rental-handbook\.pdf[\s\S]*200 euros for an electric one/)
    await page.getByRole('searchbox').fill('quantum chromodynamics lattice')
    await page.keyboard.press('Enter')
    await page.getByText('No passage found').waitFor()
  })

  it('keeps names and states on one side of a row from right to left', async () => {
    const { page } = fenced
    await openPlayground(page, server.url, 'knowledge', 'dir=rtl')
    await uploadFiles(page, join(FIXTURES, 'encrypted.pdf'))
    const row = page.getByRole('listitem').filter({ hasText: 'encrypted.pdf' })
    await row.getByText('DOCUMENT_ENCRYPTED').waitFor()
    const nameBox = await row.getByText('encrypted.pdf', { exact: true }).boundingBox()
    const rowBox = await row.boundingBox()
    if (!nameBox || !rowBox) throw new Error('The row is not drawn.')
    expect(nameBox.x).toBeGreaterThan(rowBox.x + rowBox.width / 2)
  })
})
