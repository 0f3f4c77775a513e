import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { CHROMIUM_ARGS, findChromium } from '../../.ci/chromium.mjs'

export async function launchBrowser(extraArgs: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium was found. Set SKEP_CHROMIUM to one.')
  return chromium.launch({ executablePath, args: [...CHROMIUM_ARGS, ...extraArgs] })
}

export interface FencedPage {
  readonly page: Page
  readonly context: BrowserContext
  /** Addresses outside the fence that something asked for; each was refused. */
  readonly refused: string[]
  /** Errors that nobody caught, and errors in the console. */
  readonly errors: string[]
}

/** A page of an empty profile that reaches the given origins and nothing else. */
export async function openFenced(
  browser: Browser,
  origins: readonly string[],
  options: BrowserContextOptions = {},
): Promise<FencedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const refused: string[] = []
  const errors: string[] = []
  await context.route('**/*', async (route) => {
    const url = route.request().url()
    const isInside = origins.some((origin) => url.startsWith(`${origin}/`)) || /^(blob|data|about):/.test(url)
    if (isInside) await route.continue()
    else {
      refused.push(url)
      await route.abort()
    }
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return { page, context, refused, errors }
}
