import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openFenced } from './browser.ts'
import { goTo, openPlayground, PLAYGROUND } from './playground.ts'
import { type StaticServer, serveFolders, strictPolicy } from './static-server.ts'

let browser: Browser
let server: StaticServer
beforeAll(async () => {
  browser = await launchBrowser()
  server = await serveFolders([['/', PLAYGROUND]], { policy: strictPolicy() })
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

describe('every page of the playground', () => {
  it.each([
    [1440, 'light', 'ltr'],
    [1440, 'dark', 'rtl'],
    [1024, 'light', 'rtl'],
    [390, 'dark', 'ltr'],
    [390, 'light', 'rtl'],
  ] as const)('fits %i px, %s, %s, without an error', async (width, colorScheme, dir) => {
    const { page, errors, refused, context } = await openFenced(browser, [server.url], {
      viewport: { width, height: 800 },
      colorScheme,
    })
    await openPlayground(page, server.url, 'chat', `dir=${dir}`)
    for (const name of ['Chat', 'Builder', 'Knowledge'] as const) {
      await goTo(page, name)
      await page.waitForTimeout(500)
      const size = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        high: document.documentElement.scrollHeight,
        theme: document.querySelector('[data-skep-root]')?.getAttribute('data-skep-theme'),
        dir: document.querySelector('[data-skep-root]')?.getAttribute('dir'),
      }))
      expect({ name, ...size }).toEqual({ name, wide: width, high: 800, theme: colorScheme, dir })
    }
    expect({ errors, refused, violations: server.violations }).toEqual({
      errors: [],
      refused: [],
      violations: [],
    })
    await context.close()
  })

  it('is ready for the keyboard: every control of the frame is reached and named', async () => {
    const { page, context } = await openFenced(browser, [server.url])
    await openPlayground(page, server.url)
    const names: (string | null)[] = []
    for (let step = 0; step < 8; step++) {
      await page.keyboard.press('Tab')
      names.push(
        await page.evaluate(
          () =>
            document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? null,
        ),
      )
    }
    expect(names.slice(0, 7)).toEqual([
      'Skep playground',
      'Chat',
      'Builder',
      'Knowledge',
      'Models',
      'Model settings',
      expect.stringMatching(/colours/),
    ])
    await context.close()
  })
})
