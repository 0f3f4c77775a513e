import type { ReactElement } from 'react'
import { afterEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { ModelPickerProps } from '../builder-context.ts'
import { testApp, testEdge, testNode } from '../core/test-app.fixture.ts'
import { card, mount, unmount } from '../mount.fixture.tsx'

afterEach(unmount)

/** A host's own picker: one button that shows the model and takes another. */
function OwnPicker({ value, onValueChange, ...rest }: ModelPickerProps): ReactElement {
  return (
    <button
      type="button"
      aria-label={rest['aria-label']}
      onClick={() => onValueChange({ provider: 'ours', model: 'small' })}
    >
      {value?.model ?? 'none'}
    </button>
  )
}

const components = { ModelPicker: OwnPicker }

it("chooses by the host's own picker, which is told the model of the step", async () => {
  const model = { provider: 'extractive', name: 'extractive', mode: 'chat', parameters: { top_p: 0.5 } }
  const start = {
    ...testApp(),
    graph: {
      nodes: [testNode('start', 'start', 0, 0), testNode('it', 'llm', 320, 0, { model })],
      edges: [testEdge('start', 'it')],
    },
  }
  const builder = await mount(start, { props: { components } })
  await userEvent.click(card(builder.host, 'it'))
  const picker = page.getByRole('button', { name: 'Model', exact: true })
  await expect.element(picker).toHaveTextContent('extractive')
  await picker.click()
  await expect
    .poll(() => builder.app().graph.nodes.find(({ id }) => id === 'it')?.config.model)
    .toEqual({
      ...model,
      provider: 'ours',
      name: 'small',
    })
  await expect.element(picker).toHaveTextContent('small')
})
