import type { App, JsonObject } from '@skep/schema'
import type { FakeScript } from '@skep/testing/fake-client'
import { expect } from 'vitest'
import { type Locator, page, userEvent } from 'vitest/browser'
import { testApp, testEdge, testNode } from './core/test-app.fixture.ts'
import { card, type Mounted, mount } from './mount.fixture.tsx'

/** A start with these fields, and behind it the step `it`. @internal */
export function appWithStep(
  type: string,
  config: JsonObject,
  fields: readonly JsonObject[],
  mode: App['mode'] = 'chatflow',
): App {
  const nodes = [
    testNode('start', 'start', 0, 0, { variables: fields }),
    testNode('it', type, 320, 0, config),
  ]
  return { ...testApp(), mode, graph: { nodes, edges: [testEdge('start', 'it')] } }
}

/** Mounts a builder and opens the panel of its step `it`. @internal */
export async function openStep(app: App, script: FakeScript = {}): Promise<Mounted> {
  const builder = await mount(app, { script })
  await userEvent.click(card(builder.host, 'it'))
  await expect.element(page.getByRole('textbox', { name: 'Title' })).toHaveValue('it')
  return builder
}

/** What the step `it` is set to. @internal */
export function configOf(builder: Mounted): JsonObject {
  return builder.app().graph.nodes.find(({ id }) => id === 'it')?.config ?? {}
}

/** @internal */
export function button(name: string | RegExp): Locator {
  return page.getByRole('button', { name })
}

/** @internal */
export async function chooseVariable(field: RegExp, variable: string): Promise<void> {
  await userEvent.click(button(field).first())
  await userEvent.click(page.getByRole('option', { name: new RegExp(`^${variable} `) }).first())
}

/** @internal */
export async function chooseOption(field: string | RegExp, option: string | RegExp): Promise<void> {
  await userEvent.click(page.getByRole('combobox', { name: field }).first())
  await userEvent.click(page.getByRole('option', { name: option, exact: typeof option === 'string' }).first())
}
