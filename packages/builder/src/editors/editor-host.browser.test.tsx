import { type ReactElement, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { EditorHost } from './editor-host.tsx'

const gate = vi.hoisted(() => Promise.withResolvers<void>())
vi.mock(import('./load-editors.ts'), async (original) => {
  const { loadEditors } = await original()
  return {
    async loadEditors() {
      await gate.promise
      return loadEditors()
    },
  }
})

let text = ''
function Field(): ReactElement {
  const [value, setValue] = useState('one two')
  text = value
  return <EditorHost kind="template" label="Answer" value={value} onValueChange={setValue} />
}

it('hands focus and caret to the editor when that takes the place of the plain field', async () => {
  const host = document.createElement('div')
  document.body.append(host)
  const root = createRoot(host)
  root.render(
    <StrictMode>
      <Field />
    </StrictMode>,
  )
  await expect.poll(() => host.querySelector('textarea')).not.toBeNull()
  const plain = host.querySelector('textarea')
  plain?.focus()
  plain?.setSelectionRange(3, 3)
  await userEvent.keyboard('!')
  gate.resolve()
  await expect.poll(() => host.querySelector('textarea')).toBeNull()
  await userEvent.keyboard('?')
  expect(text).toBe('one!? two')
  root.unmount()
  host.remove()
})
