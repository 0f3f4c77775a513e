import '@skep/react/styles.css'
import './styles.css'
import type { SkepClient } from '@skep/client'
import { SkepProvider } from '@skep/react'
import { type ReactElement, StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { vi } from 'vitest'

let host: HTMLElement | undefined
let root: Root | undefined

/** Draws something of this package for a browser test; `unmount` after each. @internal */
export function mount(client: SkepClient, content: ReactElement): HTMLElement {
  host = document.createElement('div')
  host.style.width = '640px'
  document.body.append(host)
  root = createRoot(host)
  root.render(
    <StrictMode>
      <SkepProvider client={client} theme="light">
        {content}
      </SkepProvider>
    </StrictMode>,
  )
  return host
}

/** @internal */
export function unmount(): void {
  root?.unmount()
  host?.remove()
}

/** Waits until a check holds; the machine may be busy with other tests. @internal */
export function patiently(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000 })
}
