import { join } from 'node:path'
import { LLMock } from '@copilotkit/aimock'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FencedPage, launchBrowser, openFenced } from './browser.ts'
import { ask, FIXTURES, goTo, openPlayground, PLAYGROUND, uploadFiles, waitForState } from './playground.ts'
import { type StaticServer, serveFolders, strictPolicy } from './static-server.ts'

const PDF = join(FIXTURES, 'handbook.pdf')
const DOCX = join(FIXTURES, 'minutes.docx')

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
})

describe('from a document to an answer, with every other origin refused', () => {
  let server: StaticServer
  let fenced: FencedPage

  beforeAll(async () => {
    server = await serveFolders([['/', PLAYGROUND]], { policy: strictPolicy() })
    fenced = await openFenced(browser, [server.url])
    await openPlayground(fenced.page, server.url, 'knowledge')
  })
  afterAll(async () => {
    await fenced?.context.close()
    await server?.close()
  })

  it('takes a PDF printed by Chromium and a DOCX written by LibreOffice', async () => {
    const { page } = fenced
    await uploadFiles(page, PDF, DOCX)
    expect(await waitForState(page, 'handbook.pdf', 'ready')).toMatchObject({ pageCount: 7 })
    expect((await waitForState(page, 'minutes.docx', 'ready')).chunkCount).toBeGreaterThan(0)
    await expect.poll(() => page.getByText('minutes.docx').count()).toBeGreaterThan(0)
  })

  it('quotes the right passage of the right page of the PDF and opens it', async () => {
    const { page } = fenced
    await goTo(page, 'Chat')
    const answer = await ask(page, 'How many life jackets for adults does each boat carry?')
    expect(await answer.textContent()).toContain(
      'Each boat carries 148 jackets for adults and 32 for children.',
    )
    const source = answer.getByRole('listitem').filter({ hasText: 'handbook.pdf' }).first()
    expect(await source.textContent()).toContain('Page 3')
    await source.getByRole('button').click()
    const sheet = page.getByRole('dialog')
    await expect
      .poll(() =>
        sheet
          .locator('mark')
          .allTextContents()
          .then((texts) => texts.join('')),
      )
      .toContain('148 jackets')
    expect(await sheet.textContent()).toContain('Page 3')
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
  })

  it('quotes the right passage of the DOCX, under its heading', async () => {
    const { page } = fenced
    const answer = await ask(page, 'At what time is the gate locked?')
    expect(await answer.textContent()).toContain('The gate is locked at 21:15.')
    const source = answer.getByRole('listitem').filter({ hasText: 'minutes.docx' }).first()
    expect(await source.textContent()).toContain('Decisions')
  })

  it('says that no passage was found when a question is off-topic', async () => {
    const answer = await ask(fenced.page, 'Who composed the opera about the magic flute?')
    expect((await answer.textContent())?.toLowerCase()).toContain('no passage found')
    expect(await answer.getByRole('listitem').count()).toBe(0)
  })

  it('opens the same app in the builder, changes it, runs it and shows every step', async () => {
    const { page } = fenced
    await goTo(page, 'Builder')
    await expect.poll(() => page.locator('.react-flow__node').count()).toBe(4)
    await page.locator('[data-node-card=answer]').click()
    await page.getByRole('textbox', { name: 'Answer' }).click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('From the papers: ')
    const stored = () =>
      page.evaluate(async () => JSON.stringify((await globalThis.skep.apps.get('handbook_helper')).app.graph))
    await expect.poll(stored, { timeout: 10_000 }).toContain('From the papers: ')
    await page.getByRole('button', { name: 'Run' }).first().click()
    await page.getByRole('textbox', { name: 'Message' }).fill('How much is a day pass for an adult?')
    await page.keyboard.press('Control+Enter')
    await expect
      .poll(() =>
        page
          .locator('[data-run-step]')
          .evaluateAll((steps) => steps.map((step) => step.getAttribute('data-status'))),
      )
      .toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded'])
    // The canvas draws what is in sight.
    expect(
      await page.locator('.react-flow__node [data-run-status=succeeded]').count(),
    ).toBeGreaterThanOrEqual(3)
    expect(await page.locator('[data-run-answer]').textContent()).toMatch(/^From the papers: .*9\.80/s)
    await page.locator('[data-run-step=search] button').first().click()
    const step = page.locator('[data-run-step=search]')
    await expect.poll(() => step.textContent()).toContain('query: How much is a day pass for an adult?')
    await step.getByText('JSON', { exact: true }).last().click()
    await expect.poll(() => step.textContent()).toContain('handbook.pdf')
    const [run] = await page.evaluate(async () =>
      globalThis.skep.runs.list({ appId: 'handbook_helper', limit: 1 }),
    )
    expect(run).toMatchObject({ status: 'succeeded', isDraft: true })
    await goTo(page, 'Chat')
    const answer = await ask(page, 'How much is a day pass for an adult?')
    expect(await answer.textContent()).toContain('From the papers:')
  })

  it('did all that without one request to another origin, one violation or one error', () => {
    const { refused, errors } = fenced
    expect({ refused, errors, violations: server.violations }).toEqual({
      refused: [],
      errors: [],
      violations: [],
    })
  })
})

describe('the same journey with a third-party OpenAI-compatible server', () => {
  it('streams its answer and sends it the retrieved passages', async () => {
    const mock = new LLMock({ port: 0 })
    mock.onMessage(/.*/s, { content: 'Each boat has 148 jackets for adults [1].' })
    const base = await mock.start()
    const server = await serveFolders([['/', PLAYGROUND]], { policy: strictPolicy([base]) })
    const fenced = await openFenced(browser, [server.url, base])
    const { page } = fenced
    try {
      await openPlayground(page, server.url, 'knowledge')
      await uploadFiles(page, PDF)
      await waitForState(page, 'handbook.pdf', 'ready')
      await page.getByRole('button', { name: 'Model settings' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Add a connection' }).click()
      await dialog.getByRole('button', { name: /^vLLM/ }).click()
      await dialog.getByRole('textbox', { name: 'Address' }).fill(`${base}/v1`)
      await dialog.getByLabel('Key', { exact: true }).fill('sk-canary-123')
      await dialog.getByRole('textbox', { name: 'Models' }).fill('gpt-4o-mini')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.getByRole('button', { name: 'Test vLLM' }).waitFor()
      expect(await page.content()).not.toContain('sk-canary-123')
      await dialog.getByRole('button', { name: 'Close' }).click()
      await goTo(page, 'Models')
      await page.getByRole('combobox', { name: 'The handbook helper answers with' }).click()
      await page.getByRole('option', { name: /gpt-4o-mini/ }).click()
      await page.getByText('On your machine').first().waitFor()
      await goTo(page, 'Chat')
      const answer = await ask(page, 'How many life jackets for adults does each boat carry?')
      expect(await answer.textContent()).toContain('Each boat has 148 jackets for adults')
      expect(await answer.getByRole('listitem').first().textContent()).toContain('handbook.pdf')
      const [request] = mock.getRequests().slice(-1)
      const sent = JSON.stringify(request?.body)
      expect(sent).toContain('Each boat carries 148 jackets for adults and 32 for children.')
      expect(sent).toContain('How many life jackets for adults does each boat carry?')
      const everything = await page.evaluate(async () =>
        JSON.stringify([
          await globalThis.skep.apps.get('handbook_helper'),
          await globalThis.skep.models.providers(),
          await globalThis.skep.runs.list(),
        ]),
      )
      expect(everything).not.toContain('sk-canary-123')
      expect({ refused: fenced.refused, errors: fenced.errors, violations: server.violations }).toEqual({
        refused: [],
        errors: [],
        violations: [],
      })
    } finally {
      await fenced.context.close()
      await server.close()
      await mock.stop()
    }
  })
})
