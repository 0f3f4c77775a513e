import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openFenced } from './browser.ts'
import { type StaticServer, serveFolders } from './static-server.ts'

const STORYBOOK = join(import.meta.dirname, '../../.tools/storybook')

interface StoryIndex {
  readonly entries: Readonly<
    Record<string, { readonly id: string; readonly type: string; readonly title: string }>
  >
}

let browser: Browser
let server: StaticServer
beforeAll(async () => {
  if (!existsSync(join(STORYBOOK, 'index.html')))
    throw new Error('Build the Storybook first: pnpm storybook:build')
  browser = await launchBrowser()
  server = await serveFolders([['/', STORYBOOK]])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

describe('the built Storybook', () => {
  it('opens offline, with its list of stories and the first of each component', async () => {
    const { page, refused, context } = await openFenced(browser, [server.url])
    await page.goto(server.url)
    await page.locator('#storybook-explorer-tree').waitFor({ timeout: 30_000 })
    const { entries }: StoryIndex = JSON.parse(readFileSync(join(STORYBOOK, 'index.json'), 'utf8'))
    const stories = Object.values(entries).filter(({ type }) => type === 'story')
    const firsts = [...new Map(stories.toReversed().map((story) => [story.title, story])).values()]
    expect(firsts.length).toBeGreaterThan(3)
    for (const { id } of firsts) {
      await page.goto(`${server.url}/iframe.html?id=${id}&viewMode=story`)
      await expect
        .poll(() => page.locator('#storybook-root > *').count(), { timeout: 20_000 })
        .toBeGreaterThan(0)
      expect(await page.locator('.sb-show-errordisplay').count()).toBe(0)
    }
    expect(refused).toEqual([])
    await context.close()
  })
})
