import type { JsonObject } from '@skep/schema'
import { importDify } from '@skep/schema/dify'
import { afterEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { testApp } from '../core/test-app.fixture.ts'
import { card, type Mounted, mount, must, unmount } from '../mount.fixture.tsx'

afterEach(unmount)

/** A builder whose client reads files in fact, and a file that a person has chosen. */
async function choose(file: JsonObject): Promise<Mounted> {
  const builder = await mount(testApp())
  Object.assign(builder.client.apps, { importDify: async (text: string) => importDify(text) })
  const chosen = new DataTransfer()
  chosen.items.add(new File([JSON.stringify(file)], 'app.yml'))
  const input = must(builder.host, 'input[type=file][accept*=".yml"]')
  Object.defineProperty(input, 'files', { value: chosen.files, configurable: true })
  Object.defineProperty(input, 'value', { value: '', writable: true, configurable: true })
  input.dispatchEvent(new Event('change', { bubbles: true }))
  return builder
}

const node = (id: string, data: JsonObject): JsonObject => ({
  id,
  position: { x: 0, y: 0 },
  data: { title: id, ...data },
})

it('says of each node what it needs, before anything is replaced', async () => {
  const tool = {
    type: 'tool',
    provider_id: 'o/p/q',
    provider_name: 'o/p/q',
    provider_type: 'builtin',
    tool_name: 't',
  }
  const builder = await choose({
    version: '9.0.0',
    app: { name: 'Other', mode: 'workflow' },
    workflow: {
      graph: {
        nodes: [
          node('begin', { type: 'start', variables: [] }),
          node('fetch', tool),
          node('hook', { type: 'trigger-webhook' }),
          node('odd', { type: 'odd' }),
        ],
        edges: [],
      },
    },
  })
  const dialog = page.getByRole('dialog')
  await expect.element(dialog.getByText('Import “Other”')).toBeVisible()
  await expect.element(dialog.getByText('Taken over')).toBeVisible()
  await expect.element(dialog.getByText('Needs a plugin or tool')).toBeVisible()
  await expect.element(dialog.getByText('Plugin: o/p')).toBeVisible()
  await expect.element(dialog.getByText('Needs a server')).toBeVisible()
  await expect.element(dialog.getByText('Kept, cannot run here')).toBeVisible()
  await expect.element(dialog.getByText(/^Files of version 9\.0\.0 are not known/)).toBeVisible()
  await userEvent.click(page.getByRole('button', { name: 'Cancel' }))
  expect(builder.changes).toEqual([])
})

it('opens an app without a graph as the graph that it runs as', async () => {
  const builder = await choose({
    version: '0.6.0',
    app: { name: 'Talk', mode: 'chat' },
    model_config: { model: { provider: 'p', name: 'm' }, pre_prompt: 'Help.' },
  })
  await expect.element(page.getByText(/a set of settings without a graph/)).toBeVisible()
  await userEvent.click(page.getByRole('button', { name: 'Replace this app' }))
  await expect.poll(() => builder.app().graph.nodes.map(({ id }) => id)).toEqual(['start', 'llm', 'answer'])
  await expect.poll(() => card(builder.host, 'llm')).toBeTruthy()
  expect(builder.app()).not.toHaveProperty('assistant')
})
