import './styles.css'
import type { ClientStatus, SkepClient } from '@skep/client'
import { act, type ReactElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { atom, Provider, useAtom } from './jotai.ts'
import { SkepProvider } from './skep-provider.tsx'
import { Button, Dialog } from './ui/index.ts'
import { useClientStatus } from './use-client-status.ts'
import { usePortalContainer, useTheme } from './use-skep.ts'

let host: HTMLElement
let root: Root
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

function fakeStatus(): { readonly client: SkepClient; readonly set: (status: ClientStatus) => void } {
  let status: ClientStatus = { host: 'worker', state: 'starting' }
  const listeners = new Set<() => void>()
  const client = {
    // A new object each time, as over a wall.
    status: () => ({ ...status }),
    watchStatus: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as SkepClient // all that this test asks for
  return {
    client,
    set(next) {
      status = next
      for (const listener of listeners) listener()
    },
  }
}

const draw = (element: ReactElement): Promise<void> => act(async () => root.render(element))

let drawn = 0
const countAtom = atom(0)

function ShowTheme(): ReactElement {
  const theme = useTheme()
  const isInside = usePortalContainer()?.closest('[data-skep]')?.getAttribute('data-skep-theme') === theme
  return <output>{`${theme} ${isInside}`}</output>
}

function ShowStatus(): ReactElement {
  drawn += 1
  return <output>{useClientStatus().state}</output>
}

function Counter(): ReactElement {
  const [count, setCount] = useAtom(countAtom)
  return <button type="button" onClick={() => setCount((value) => value + 1)}>{`${count}`}</button>
}

beforeEach(() => {
  host = document.createElement('div')
  document.body.append(host)
  root = createRoot(host)
})
afterEach(async () => {
  await act(async () => root.unmount())
  host.remove()
})

describe('SkepProvider', () => {
  it('takes no box of its own, so that what is inside fills the element of the host', async () => {
    host.style.height = '300px'
    await draw(
      <SkepProvider client={fakeStatus().client} theme="light">
        <div data-inside="" style={{ height: '100%' }} />
      </SkepProvider>,
    )
    expect(host.querySelector('[data-inside]')?.getBoundingClientRect().height).toBe(300)
  })

  it('draws what floats inside itself, or in the container it is given, in its own scope', async () => {
    const container = document.createElement('div')
    document.body.append(container)
    const { client } = fakeStatus()
    const dialog = <Dialog open onOpenChange={() => {}} title="Floating" />
    await draw(
      <SkepProvider client={client} theme="dark" container={container} className="brand">
        {dialog}
      </SkepProvider>,
    )
    const inside = container.querySelector('[data-skep].brand[data-skep-theme="dark"] [role="dialog"]')
    expect({ inside: Boolean(inside), own: host.querySelector('[role="dialog"]') }).toEqual({
      inside: true,
      own: null,
    })
    container.remove()
  })

  it('keeps two instances apart: theme, portal and accent', async () => {
    const { client } = fakeStatus()
    await draw(
      <>
        <SkepProvider client={client} theme="light" style={{ '--skep-accent': 'rgb(1, 2, 3)' } as object}>
          <ShowTheme />
          <Button variant="primary">One</Button>
        </SkepProvider>
        <SkepProvider client={client} theme="dark">
          <ShowTheme />
          <Button variant="primary">Two</Button>
        </SkepProvider>
      </>,
    )
    expect([...host.querySelectorAll('output')].map((output) => output.textContent)).toEqual([
      'light true',
      'dark true',
    ])
    const colors = [...host.querySelectorAll('button')].map(
      (button) => getComputedStyle(button).backgroundColor,
    )
    expect(colors).toEqual(['rgb(1, 2, 3)', 'rgb(235, 162, 63)'])
  })

  it('follows the state of the client without drawing when nothing changed', async () => {
    drawn = 0
    const { client, set } = fakeStatus()
    await draw(
      <SkepProvider client={client} theme="light">
        <ShowStatus />
      </SkepProvider>,
    )
    const before = drawn
    await act(async () => set({ host: 'worker', state: 'starting' }))
    expect(drawn).toBe(before)
    await act(async () => set({ host: 'worker', state: 'ready' }))
    expect(host.querySelector('output')?.textContent).toBe('ready')
  })

  it('stands against a host that styles tags and everything', async () => {
    const sheet = document.createElement('style')
    sheet.textContent = `* { letter-spacing: 4px; box-sizing: content-box; } button { background: red; color: lime; border-radius: 30px;
      text-transform: uppercase; padding: 30px; font: 30px serif; } div { line-height: 3; }`
    document.head.append(sheet)
    await draw(
      <SkepProvider client={fakeStatus().client} theme="light">
        <Button>Plain</Button>
      </SkepProvider>,
    )
    const button = host.querySelector('button')
    const { backgroundColor, textTransform, fontSize, borderRadius, boxSizing } = getComputedStyle(
      button as Element,
    ) // drawn above
    sheet.remove()
    expect({ backgroundColor, textTransform, fontSize, borderRadius, boxSizing }).toEqual({
      backgroundColor: 'rgb(255, 255, 255)',
      textTransform: 'none',
      fontSize: '13px',
      borderRadius: '5px',
      boxSizing: 'border-box',
    })
  })
})

describe('@skep/react/jotai', () => {
  it('gives every provider a store of its own', async () => {
    await draw(
      <>
        <Provider>
          <Counter />
        </Provider>
        <Provider>
          <Counter />
        </Provider>
      </>,
    )
    await act(async () => host.querySelector('button')?.click())
    expect([...host.querySelectorAll('button')].map((button) => button.textContent)).toEqual(['1', '0'])
  })
})
