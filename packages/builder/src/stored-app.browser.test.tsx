import type { App } from '@skep/schema'
import { createFakeClient } from '@skep/testing/fake-client'
import { afterEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { testApp } from './core/test-app.fixture.ts'
import { mount, mountStored, must, unmount } from './mount.fixture.tsx'

afterEach(unmount)

const name = (): ReturnType<typeof page.getByRole> => page.getByRole('textbox', { name: 'Name' })

it('loads an app, saves what is typed, and says so', async () => {
  const client = createFakeClient({ apps: [testApp()] })
  const host = await mountStored('app', client)
  await userEvent.fill(name(), 'Harbour')
  expect(must(host, '[data-save-state]').dataset.saveState).toBe('unsaved')
  await expect.poll(() => must(host, '[data-save-state]').dataset.saveState).toBe('saved')
  expect(await client.apps.get('app')).toMatchObject({ revision: 2, app: { name: 'Harbour' } })
})

it('asks in a conflict, and keeps mine when told to', async () => {
  const client = createFakeClient({ apps: [testApp()] })
  await mountStored('app', client)
  await userEvent.fill(name(), 'Mine')
  await client.apps.save({ ...testApp(), name: 'Theirs' }, { baseRevision: 1 })
  await expect.element(page.getByRole('dialog', { name: 'This app was changed elsewhere' })).toBeVisible()
  await expect.element(page.getByText(/The name or the description/)).toBeVisible()
  expect((await client.apps.get('app')).app.name).toBe('Theirs')
  await userEvent.click(page.getByRole('button', { name: 'Keep mine' }))
  await expect.poll(async () => (await client.apps.get('app')).app.name).toBe('Mine')
})

it('asks in a conflict, and takes theirs when told to', async () => {
  const client = createFakeClient({ apps: [testApp()] })
  await mountStored('app', client)
  await userEvent.fill(name(), 'Mine')
  await client.apps.save({ ...testApp(), name: 'Theirs' }, { baseRevision: 1 })
  await userEvent.click(page.getByRole('button', { name: 'Take theirs' }))
  await expect.element(name()).toHaveValue('Theirs')
})

it('shows at once what somebody else saved while nothing is unsaved here', async () => {
  const client = createFakeClient({ apps: [testApp()] })
  await mountStored('app', client)
  await client.apps.save({ ...testApp(), name: 'Theirs' }, { baseRevision: 1 })
  await expect.element(name()).toHaveValue('Theirs')
})

/** An app without errors. */
function fine(): App {
  const app = testApp()
  return {
    ...app,
    graph: {
      nodes: app.graph.nodes.filter((node) => node.id === 'start' || node.id === 'fallback'),
      edges: [
        { id: 'e', source: 'start', sourceHandle: 'source', target: 'fallback', targetHandle: 'target' },
      ],
    },
  }
}

it('publishes a version from the menu where there is little room', async () => {
  const client = createFakeClient({ apps: [fine()] })
  await mountStored('app', client, 390)
  await userEvent.click(page.getByRole('button', { name: 'More' }))
  await userEvent.click(page.getByRole('menuitem', { name: 'Publish' }))
  await userEvent.click(page.getByRole('dialog').getByRole('button', { name: 'Publish' }))
  await expect.poll(async () => await client.apps.versions('app')).toMatchObject([{ name: 'Version 1' }])
})

it('publishes a version once the checklist has no errors', async () => {
  const client = createFakeClient({ apps: [fine()] })
  await mountStored('app', client)
  await userEvent.click(page.getByRole('button', { name: 'Publish' }))
  await userEvent.click(page.getByRole('dialog').getByRole('button', { name: 'Publish' }))
  await expect.poll(async () => await client.apps.versions('app')).toMatchObject([{ name: 'Version 1' }])
})

it('ends a broken file in one message with its code and leaves the app alone', async () => {
  const builder = await mount(testApp())
  await userEvent.upload(
    page.elementLocator(must(builder.host, 'input[type="file"]')),
    new File(['{'], 'broken.yml', { type: 'text/yaml' }),
  )
  await expect.element(page.getByRole('dialog', { name: 'This file cannot be imported' })).toBeVisible()
  await expect.element(page.getByText('DSL_UNSUPPORTED')).toBeVisible()
  expect(builder.app()).toEqual(testApp())
})

it('keeps its history when the host hands back a copy, and starts over with another app', async () => {
  const builder = await mount(testApp())
  await userEvent.fill(name(), 'Mine')
  builder.show(structuredClone(builder.app()))
  await expect.element(page.getByRole('button', { name: 'Undo' })).toBeEnabled()
  builder.show({ ...testApp(), name: 'Another' })
  await expect.element(name()).toHaveValue('Another')
  await expect.element(page.getByRole('button', { name: 'Undo' })).toBeDisabled()
})

it('touches nothing of the page while editors, menus and dialogs open', async () => {
  const builder = await mount(testApp())
  const changes: string[] = []
  const observer = new MutationObserver((records) =>
    changes.push(...records.map((record) => `${record.type} of ${record.target.nodeName}`)),
  )
  observer.observe(document.documentElement, { attributes: true })
  observer.observe(document.head, { attributes: true, childList: true, subtree: true })
  observer.observe(document.body, { attributes: true, childList: true })
  await userEvent.click(must(builder.host, '[data-node-card="llm"]'))
  await expect
    .poll(() => must(builder.host, '[data-skep-editor]').shadowRoot?.querySelector('.cm-content'))
    .toBeTruthy()
  await userEvent.click(page.getByRole('button', { name: /^Context/ }))
  await userEvent.keyboard('{Escape}')
  must(builder.host, '[data-skep-canvas]').focus()
  await userEvent.keyboard('?')
  await expect.element(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  observer.disconnect()
  expect(changes).toEqual([])
})
