import '@skep/react/styles.css'
import '../styles.css'
import type { SkepClient } from '@skep/client'
import { SkepProvider } from '@skep/react'
import { createFakeClient, type FakeClient } from '@skep/testing/fake-client'
import type { ReactElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { Knowledge } from '../knowledge.ts'

const KEY = 'ext-canary-0123456789'
const external = {
  endpoint: 'https://search.example.org/api',
  externalId: 'handbook',
  secretName: 'knowledge_key:elsewhere',
}

let host: HTMLElement
let root: Root

function mount(client: SkepClient, element: ReactElement): void {
  host = document.createElement('div')
  host.style.width = '720px'
  document.body.append(host)
  root = createRoot(host)
  root.render(
    <SkepProvider client={client} theme="light">
      {element}
    </SkepProvider>,
  )
}

afterEach(() => {
  root.unmount()
  host.remove()
})

const elsewhere = (): FakeClient =>
  createFakeClient({ bases: [{ id: 'elsewhere', name: 'Elsewhere', external }] })

it('a program is connected, tried before that, and its key is written and never shown', async () => {
  const client = createFakeClient()
  const tried = vi.fn(client.knowledge.testExternal)
  const onSelect = vi.fn()
  mount(
    { ...client, knowledge: { ...client.knowledge, testExternal: tried } },
    <Knowledge.Bases onSelect={onSelect} />,
  )
  await page.getByRole('button', { name: 'More about Knowledge bases' }).click()
  await page.getByRole('menuitem', { name: 'Connect another program' }).click()
  const connect = page.getByRole('button', { name: 'Connect', exact: true })
  await page.getByRole('textbox', { name: 'Name' }).fill('Elsewhere')
  await page.getByRole('textbox', { name: 'Address' }).fill('search.example.org')
  await expect.element(page.getByText('An address begins with https:// or http://.')).toBeVisible()
  await expect.element(connect).toBeDisabled()
  await page.getByRole('textbox', { name: 'Address' }).fill(external.endpoint)
  await page.getByRole('textbox', { name: 'Knowledge ID' }).fill('handbook')
  await page.getByLabelText('API key').fill(KEY)
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect.element(page.getByText('It answered in 84 ms with 1 passage.')).toBeVisible()
  expect(tried).toHaveBeenCalledWith({ endpoint: external.endpoint, externalId: 'handbook', key: KEY })
  expect(document.body.innerHTML).not.toContain(KEY)
  await connect.click()
  await expect.element(page.getByText('Other program · search.example.org')).toBeVisible()
  const [base] = await client.knowledge.list()
  expect(base).toMatchObject({ name: 'Elsewhere', external: { endpoint: external.endpoint } })
  expect(onSelect).toHaveBeenCalledWith(base?.id)
  expect(await client.secrets.list()).toEqual([base?.external?.secretName])
  // Opened again, the form knows all but the key.
  await page.getByRole('button', { name: 'More about Elsewhere' }).click()
  await page.getByRole('menuitem', { name: 'Change connection' }).click()
  await expect.element(page.getByRole('textbox', { name: 'Knowledge ID' })).toHaveValue('handbook')
  await expect.element(page.getByPlaceholder('Stored; type to replace it')).toHaveValue('')
})

it('a failed trial stands beside the form with its code, and what was typed stays', async () => {
  const client = createFakeClient({
    bases: [{ id: 'elsewhere', name: 'Elsewhere', external }],
    failures: {
      'knowledge.testExternal': {
        code: 'EXTERNAL_KNOWLEDGE_AUTH',
        message: 'The external knowledge base did not accept the key.',
        data: {},
      },
    },
  })
  mount(
    client,
    <Knowledge.Root knowledgeId="elsewhere">
      <Knowledge.Settings />
    </Knowledge.Root>,
  )
  await expect.element(page.getByText('Not in this browser')).toBeVisible()
  await page.getByRole('button', { name: 'Change connection' }).click()
  await page.getByLabelText('API key').fill(KEY)
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect.element(page.getByText('EXTERNAL_KNOWLEDGE_AUTH')).toBeVisible()
  await expect.element(page.getByLabelText('API key')).toHaveValue(KEY)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.element(page.getByText('Stored in this browser')).toBeVisible()
  await page.getByRole('button', { name: 'Remove key' }).click()
  await expect.element(page.getByText('Not in this browser')).toBeVisible()
  expect(await client.secrets.list()).toEqual([])
})

it('its settings are those that it can be asked with, and it takes no documents', async () => {
  const client = elsewhere()
  mount(
    client,
    <Knowledge.Root knowledgeId="elsewhere">
      <Knowledge.Uploader />
      <Knowledge.Settings />
    </Knowledge.Root>,
  )
  await expect.element(page.getByText('The documents are elsewhere')).toBeVisible()
  expect(host.querySelector('input[type="file"]')).toBeNull()
  await page.getByRole('spinbutton', { name: 'Passages' }).fill('9')
  await page.getByRole('spinbutton', { name: 'Least score' }).fill('0.4')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect
    .poll(async () => (await client.knowledge.get('elsewhere')).retrieval)
    .toMatchObject({
      topK: 9,
      scoreThreshold: 0.4,
    })
  expect(page.getByText('Embedder').elements()).toEqual([])
})

it('an import of such a base asks for its key', async () => {
  const client = elsewhere()
  mount(client, <Knowledge.Bases />)
  await expect.element(page.getByText('Other program · search.example.org')).toBeVisible()
  const archive = await client.knowledge.exportBase('elsewhere')
  const input = host.querySelector<HTMLInputElement>('input[type="file"]')
  const transfer = new DataTransfer()
  transfer.items.add(new File([archive], 'base.zip'))
  if (!input) throw new Error('There is no file input.')
  input.files = transfer.files
  input.dispatchEvent(new Event('change', { bubbles: true }))
  await page.getByLabelText('API key').fill(KEY)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => await client.secrets.list()).toHaveLength(1)
})
