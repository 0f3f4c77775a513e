import { type BrowserContext, chromium } from 'playwright-core'
import { CHROMIUM_ARGS, findChromium } from '../../.ci/chromium.mjs'

/** A Chromium that keeps what its pages store in a folder, as a person's does; other contexts keep it in memory. */
export async function launchProfile(folder: string): Promise<BrowserContext> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium was found. Set SKEP_CHROMIUM to one.')
  return chromium.launchPersistentContext(folder, {
    executablePath,
    args: [...CHROMIUM_ARGS],
    headless: true,
  })
}
