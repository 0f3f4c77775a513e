import type { App, Issue } from '@skep/schema'
import { afterEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { testApp, testEdge, testNode } from '../core/test-app.fixture.ts'
import { card, mount, must, unmount } from '../mount.fixture.tsx'

afterEach(unmount)

const code = 'def main(text):\n    return {"result": text\n'

function withCode(): App {
  const nodes = [
    testNode('start', 'start', 0, 0, { variables: [] }),
    testNode('it', 'code', 320, 0, {
      language: 'python3',
      code,
      variables: [],
      outputs: { result: { type: 'string' } },
    }),
  ]
  return { ...testApp(), graph: { nodes, edges: [testEdge('start', 'it')] } }
}

/** What a client says that can read code. */
function validate(app: App): readonly Issue[] {
  return app.graph.nodes.flatMap((node) =>
    node.config.code === code
      ? [
          {
            code: 'CODE_SYNTAX' as const,
            severity: 'error' as const,
            nodeId: node.id,
            path: ['code'],
            params: { reason: "'{' was never closed", line: 2 },
          },
        ]
      : [],
  )
}

const marked = (host: HTMLElement): string | null | undefined =>
  must(host, '[data-skep-editor=python]').shadowRoot?.querySelector('.cm-problem')?.textContent

it('says where code cannot be read, in the editor and in the checklist, until it is changed', async () => {
  const { host, app } = await mount(withCode(), { script: { validate } })
  await userEvent.click(card(host, 'it'))
  await expect.element(page.getByText("Line 2: '{' was never closed")).toBeVisible()
  await expect.poll(() => marked(host)).toBe('    return {"result": text')
  expect(host.textContent).not.toContain('cannot run here')
  await userEvent.click(page.getByRole('button', { name: /problem/i }).first())
  await expect
    .element(page.getByText("Line 2 of the code cannot be read: '{' was never closed"))
    .toBeVisible()

  await userEvent.click(card(host, 'it'))
  const editor = must(host, '[data-skep-editor=python]').shadowRoot?.querySelector('.cm-content')
  if (!editor) throw new Error('There is no editor.')
  await userEvent.click(page.elementLocator(editor)) // which waits until it is shown
  await userEvent.keyboard('{Control>}{End}{/Control}}')
  await expect.poll(() => app().graph.nodes[1]?.config.code).toBe(`${code}}`)
  await expect.poll(() => host.textContent).not.toContain('never closed')
  expect(marked(host)).toBeUndefined()
})
