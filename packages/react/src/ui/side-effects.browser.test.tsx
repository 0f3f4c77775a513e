import '../styles.css'
import type { SkepClient } from '@skep/client'
import { type ReactElement, StrictMode, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { SkepProvider } from '../skep-provider.tsx'
import {
  Button,
  ConfirmDialog,
  ContextMenu,
  Dialog,
  IconButton,
  Menu,
  MenuItem,
  Popover,
  Select,
  useToast,
} from './index.ts'

const client = { status: () => ({ host: 'worker', state: 'ready' }) } as unknown as SkepClient // the primitives never call it

let host: HTMLElement
let root: Root
let changes: string[]
let observer: MutationObserver

/** Everything that changes on html, head and body, but not inside the host's own element. */
function watchPage(): void {
  changes = []
  observer = new MutationObserver((records) => {
    for (const record of records) {
      changes.push(`${record.type} of ${record.target.nodeName} ${record.attributeName ?? ''}`)
    }
  })
  observer.observe(document.documentElement, { attributes: true, childList: true })
  observer.observe(document.head, { attributes: true, childList: true, subtree: true })
  observer.observe(document.body, { attributes: true, childList: true })
  for (const sibling of document.body.children) {
    if (sibling !== host) observer.observe(sibling, { attributes: true })
  }
}

const frame = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 30)))
const byRole = (role: string): HTMLElement | null => host.querySelector(`[role="${role}"]`)

function Everything(): ReactElement {
  const [isDialogOpen, setDialogOpen] = useState(false)
  const [isConfirmOpen, setConfirmOpen] = useState(false)
  const [chosen, setChosen] = useState<'a' | 'b'>('a')
  const toast = useToast()
  return (
    <>
      <Button onClick={() => setDialogOpen(true)}>open dialog</Button>
      <Button onClick={() => setConfirmOpen(true)}>open confirm</Button>
      <Button onClick={() => toast({ title: 'Saved' })}>open toast</Button>
      <IconButton label="tip" icon="i" />
      <Menu label="menu" trigger={<Button>open menu</Button>}>
        <MenuItem onSelect={() => {}}>First</MenuItem>
        <MenuItem onSelect={() => {}}>Second</MenuItem>
      </Menu>
      <ContextMenu label="context" items={<MenuItem onSelect={() => {}}>Inside</MenuItem>}>
        <div>area</div>
      </ContextMenu>
      <Popover label="pop" trigger={<Button>open popover</Button>}>
        <Button>inside popover</Button>
      </Popover>
      <Select
        label="Pick"
        value={chosen}
        onValueChange={setChosen}
        options={[
          { value: 'a', label: 'Apple' },
          { value: 'b', label: 'Banana' },
        ]}
      />
      <Dialog open={isDialogOpen} onOpenChange={setDialogOpen} title="A dialog">
        <Select
          label="Pick inside"
          value={chosen}
          onValueChange={setChosen}
          options={[
            { value: 'a', label: 'Apple' },
            { value: 'b', label: 'Banana' },
          ]}
        />
      </Dialog>
      <ConfirmDialog
        open={isConfirmOpen}
        onOpenChange={setConfirmOpen}
        title="Sure?"
        confirmLabel="Yes"
        onConfirm={() => {}}
      >
        Gone for good.
      </ConfirmDialog>
    </>
  )
}

const button = (text: string): HTMLElement => {
  const found = [...host.querySelectorAll('button')].find((element) => element.textContent === text)
  if (!found) throw new Error(`No button "${text}"`)
  return found
}

beforeEach(async () => {
  host = document.createElement('div')
  document.body.append(document.createElement('aside'), host)
  root = createRoot(host)
  root.render(
    <StrictMode>
      <SkepProvider client={client} theme="light">
        <Everything />
      </SkepProvider>
    </StrictMode>,
  )
  await frame()
  watchPage()
})

afterEach(() => {
  observer.disconnect()
  root.unmount()
  document.body.replaceChildren()
})

describe('nothing outside the instance changes', () => {
  it('while a dialog opens, traps the focus, and gives it back on Escape', async () => {
    await userEvent.click(button('open dialog'))
    await frame()
    const dialog = byRole('dialog')
    expect(dialog?.contains(document.activeElement)).toBe(true)
    for (let presses = 0; presses < 4; presses++) await userEvent.keyboard('{Tab}')
    expect(dialog?.contains(document.activeElement)).toBe(true)
    await userEvent.keyboard('{Escape}')
    await frame()
    expect({ open: byRole('dialog'), focus: document.activeElement?.textContent, changes }).toEqual({
      open: null,
      focus: 'open dialog',
      changes: [],
    })
  })

  it('while a select opens inside a dialog, and Escape closes the list before the dialog', async () => {
    await userEvent.click(button('open dialog'))
    await frame()
    const select = host.querySelector<HTMLElement>('[role="dialog"] [role="combobox"]')
    if (!select) throw new Error('No select')
    await userEvent.click(select)
    await frame()
    expect(byRole('listbox')).toBeTruthy()
    await userEvent.keyboard('{Escape}')
    await frame()
    expect({ list: byRole('listbox'), dialog: Boolean(byRole('dialog')) }).toEqual({
      list: null,
      dialog: true,
    })
    await userEvent.click(select)
    await frame()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    await frame()
    expect({ text: select.textContent, dialog: Boolean(byRole('dialog')), changes }).toEqual({
      text: 'Banana',
      dialog: true,
      changes: [],
    })
  })

  it('while a confirmation opens with the focus on Cancel', async () => {
    await userEvent.click(button('open confirm'))
    await frame()
    expect(document.activeElement?.textContent).toBe('Cancel')
    await userEvent.keyboard('{Enter}')
    await frame()
    expect({ open: byRole('dialog'), changes }).toEqual({ open: null, changes: [] })
  })

  it('while a menu opens, walks by arrows and letters, and closes', async () => {
    await userEvent.click(button('open menu'))
    await frame()
    await userEvent.keyboard('{ArrowDown}')
    expect(document.activeElement?.textContent).toBe('First')
    await userEvent.keyboard('s')
    expect(document.activeElement?.textContent).toBe('Second')
    await userEvent.keyboard('{Enter}')
    await frame()
    expect({ open: byRole('menu'), focus: document.activeElement?.textContent, changes }).toEqual({
      open: null,
      focus: 'open menu',
      changes: [],
    })
  })

  it('while a trigger is pressed twice: the menu opens and closes', async () => {
    await userEvent.click(button('open menu'))
    await frame()
    expect(byRole('menu')).toBeTruthy()
    await userEvent.click(button('open menu'))
    await frame()
    expect({ open: byRole('menu'), changes }).toEqual({ open: null, changes: [] })
  })

  it('while a context menu opens at the pointer', async () => {
    const area = [...host.querySelectorAll('div')].find((element) => element.textContent === 'area')
    area?.dispatchEvent(
      new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 60, clientY: 50 }),
    )
    await frame()
    await Promise.all(
      byRole('menu')
        ?.getAnimations()
        .map((animation) => animation.finished) ?? [],
    )
    const box = byRole('menu')?.getBoundingClientRect()
    expect({ x: box?.x, y: box?.y, changes }).toEqual({ x: 60, y: 50, changes: [] })
  })

  it('while a popover opens and a press outside closes it', async () => {
    await userEvent.click(button('open popover'))
    await frame()
    expect(document.activeElement?.textContent).toBe('inside popover')
    await userEvent.click(button('open dialog'))
    await frame()
    expect({ names: [...host.querySelectorAll('[role="dialog"]')].length, changes }).toEqual({
      names: 1,
      changes: [],
    })
  })

  it('while tooltips and toasts show', async () => {
    await userEvent.hover(host.querySelector('[aria-label="tip"]') as Element) // the fixture draws it
    await expect.poll(() => byRole('tooltip')?.textContent).toBe('tip')
    await userEvent.click(button('open toast'))
    await frame()
    expect({ toast: host.querySelector('section')?.textContent, changes }).toEqual({
      toast: 'Saved',
      changes: [],
    })
  })
})
