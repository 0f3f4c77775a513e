import { createFakeClient, sampleDevice, sampleDownloads } from '@skep/testing/fake-client'
import { afterEach, describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { Models } from './models.ts'
import { mount, patiently, unmount } from './mount.fixture.tsx'

const button = (name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })
const ABSENT = sampleDownloads.filter(({ state }) => state === 'absent')

afterEach(unmount)

describe('downloads', () => {
  it('say the size before the start, and bytes until the model is there', async () => {
    const host = mount(createFakeClient({ downloads: ABSENT, downloadMs: 400 }), <Models.Downloads />)
    await button('Download BGE reranker base, 266 MB').click()
    await expect.element(page.getByText(/MB of 266 MB/)).toBeVisible()
    await patiently(() => expect(host.querySelector('li')?.dataset.state).toBe('ready'))
    await expect.element(page.getByText('1 kept · 266 MB used')).toBeVisible()
  })

  it('are paused and go on where they were, or are cancelled and gone', async () => {
    const client = createFakeClient({ downloads: ABSENT, downloadMs: 3000 })
    const host = mount(client, <Models.Downloads />)
    await button(/^Download BGE/).click()
    await patiently(() => expect(host.textContent).toMatch(/[1-9][\d.]* MB of 266 MB/))
    await button('Pause BGE reranker base').click()
    await expect.element(page.getByText(/paused at/)).toBeVisible()
    const [paused] = await client.models.downloads()
    await button('Go on with BGE reranker base').click()
    await expect.element(button('Pause BGE reranker base')).toBeVisible()
    const [resumed] = await client.models.downloads()
    expect(resumed?.loadedBytes).toBeGreaterThanOrEqual(paused?.loadedBytes ?? Number.NaN)
    await button('Cancel BGE reranker base and delete what is loaded').click()
    await expect.element(button(/^Download BGE/)).toBeVisible()
    expect((await client.models.downloads())[0]).toMatchObject({ state: 'absent', loadedBytes: 0 })
  })

  it('that fail say why and are tried again', async () => {
    let starts = 0
    const downloadError = () => {
      starts += 1
      if (starts > 1) return undefined
      return { code: 'STORAGE_QUOTA', message: 'No room left for this model.', data: {} } as const
    }
    const client = createFakeClient({ downloads: ABSENT, downloadMs: 100, downloadError })
    const host = mount(client, <Models.Downloads />)
    await button(/^Download BGE/).click()
    await expect.element(page.getByRole('alert')).toMatchTextContent('STORAGE_QUOTA')
    await button('Try again').click()
    await patiently(() => expect(host.querySelector('li')?.dataset.state).toBe('ready'))
    expect(host.querySelector('[role="alert"]')).toBeNull()
  })

  it('are deleted after a question that names the size', async () => {
    const client = createFakeClient({ downloads: sampleDownloads })
    mount(client, <Models.Downloads />)
    await button('Delete SmolLM2 360M').click()
    await expect.element(page.getByText(/frees 260 MB/)).toBeVisible()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.element(button(/^Download SmolLM2/)).toBeVisible()
  })
})

describe('the device', () => {
  it('names its choice, and why what comes before it is not possible', async () => {
    mount(createFakeClient({ device: sampleDevice }), <Models.Device />)
    await expect.element(page.getByRole('status')).toMatchTextContent('The processor (WebAssembly)')
    const [first] = page.getByRole('listitem').elements()
    expect(first?.textContent).toBe(
      'The graphics card (WebGPU)The graphics card of this device does not answer.',
    )
    expect(first?.querySelector('[role="img"]')?.getAttribute('aria-label')).toBe('Not possible:')
  })
})
