import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { KnowledgeDocument } from '@skep/client'
import type { LocalSkepClient } from '@skep/runtime'
import type { Locator, Page } from 'playwright-core'
import { expect, vi } from 'vitest'

declare global {
  var skep: LocalSkepClient
}

const root: string = join(import.meta.dirname, '../..')
export const PLAYGROUND: string = join(root, 'playground/dist')
export const FIXTURES: string = join(root, 'packages/knowledge/fixtures')

/** Opens a page of the playground with data of its own, and waits until the sample documents are ready. */
export async function openPlayground(page: Page, url: string, route = 'chat', query = ''): Promise<void> {
  await page.goto(`${url}/?${query}#/${route}`)
  // Not waitForFunction: a promise is truthy to it before it is kept.
  const areReady = (): Promise<boolean> =>
    page.evaluate(async () => {
      const documents = await globalThis.skep?.knowledge.documents('handbook').catch(() => undefined)
      return (
        documents !== undefined && documents.length >= 2 && documents.every(({ state }) => state === 'ready')
      )
    })
  await vi.waitFor(
    async () => {
      if (!(await areReady())) throw new Error('The sample documents are not ready.')
    },
    { timeout: 60_000, interval: 50 },
  )
}

export async function goTo(page: Page, name: 'Chat' | 'Builder' | 'Knowledge' | 'Models'): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click()
}

/** Gives files to the page's own file input, as a person does. */
export async function uploadFiles(page: Page, ...paths: readonly string[]): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), mimeType: '', buffer: await readFile(path) })),
  )
  await page.locator('input[type=file]').first().setInputFiles(files)
}

export async function documentNamed(page: Page, name: string): Promise<KnowledgeDocument | undefined> {
  return page.evaluate(
    async (wanted) =>
      (await globalThis.skep.knowledge.documents('handbook')).find((document) => document.name === wanted),
    name,
  )
}

export async function waitForState(
  page: Page,
  name: string,
  state: KnowledgeDocument['state'],
): Promise<KnowledgeDocument> {
  await expect.poll(async () => (await documentNamed(page, name))?.state, { timeout: 60_000 }).toBe(state)
  const document = await documentNamed(page, name)
  if (!document) throw new Error(`${name} vanished`)
  return document
}

/** Asks in the chat and waits for the whole answer: the last article, complete, right behind the question. */
export async function ask(page: Page, question: string): Promise<Locator> {
  await page.getByRole('textbox', { name: 'Message' }).fill(question)
  await page.getByRole('button', { name: 'Send' }).click()
  const articles = page.getByRole('log').locator('article')
  const isAnswered = async () =>
    articles.evaluateAll((all, text) => {
      const [asked, answer] = all.slice(-2)
      return Boolean(asked?.textContent?.includes(text) && answer?.getAttribute('aria-busy') === 'false')
    }, question)
  await expect.poll(isAnswered, { timeout: 30_000 }).toBe(true)
  return articles.nth((await articles.count()) - 1)
}
