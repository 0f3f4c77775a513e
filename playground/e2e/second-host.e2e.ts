import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '../second-host/api.ts'
import { launchBrowser, openFenced } from './browser.ts'
import { PLAYGROUND } from './playground.ts'
import { type StaticServer, serveFolders, strictPolicy } from './static-server.ts'

let browser: Browser
let server: StaticServer
beforeAll(async () => {
  browser = await launchBrowser()
  server = await serveFolders([['/', PLAYGROUND]], { policy: strictPolicy(), middleware: createApi() })
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

describe('a host that keeps its apps behind its own HTTP API', () => {
  it('shows, saves and reads back its app there, and leaves nothing of it in the browser', async () => {
    const { page, errors, refused, context } = await openFenced(browser, [server.url])
    await page.goto(`${server.url}/second-host/`)
    await expect.poll(() => page.locator('.react-flow__node').count(), { timeout: 20_000 }).toBe(2)
    const saved = await page.evaluate(async () => {
      const { app, revision } = await globalThis.skep.apps.get('greeter')
      return globalThis.skep.apps.save({ ...app, name: 'Greeter of the house' }, { baseRevision: revision })
    })
    const stored = await (await fetch(`${server.url}/second-host/api/apps/greeter`)).json()
    expect(stored).toMatchObject({ revision: saved.revision, app: { name: 'Greeter of the house' } })
    const conflict = await page.evaluate(async () =>
      globalThis.skep.apps.save((await globalThis.skep.apps.get('greeter')).app, { baseRevision: 1 }).then(
        () => null,
        ({ code, data }) => ({ code, data }),
      ),
    )
    expect(conflict).toEqual({ code: 'APP_CONFLICT', data: { currentRevision: saved.revision } })
    const inBrowser = await page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open('skep:second-host')
          opening.onerror = () => reject(opening.error)
          opening.onsuccess = () => {
            const count = opening.result.transaction('apps').objectStore('apps').count()
            count.onsuccess = () => resolve(count.result)
          }
        }),
    )
    expect(inBrowser).toBe(0)
    expect({
      errors: errors.filter((text) => !/404|409/.test(text)),
      refused,
      violations: server.violations,
    }).toEqual({
      errors: [],
      refused: [],
      violations: [],
    })
    await context.close()
  })
})
