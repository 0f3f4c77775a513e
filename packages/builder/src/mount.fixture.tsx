import '@skep/react/styles.css'
import './styles.css'
import { SkepProvider } from '@skep/react'
import type { App } from '@skep/schema'
import { createFakeClient, type FakeClient, type FakeScript } from '@skep/testing/fake-client'
import { type ReactElement, StrictMode, useEffect, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { page } from 'vitest/browser'
import { Builder } from './builder.ts'
import type { AppChange, BuilderCommonProps } from './root.tsx'

/** A builder on the test page. @internal */
export interface Mounted {
  readonly host: HTMLElement
  readonly client: FakeClient
  /** The app as the host holds it now. */
  readonly app: () => App
  readonly changes: AppChange[]
  /** The host shows another app. */
  readonly show: (app: App) => void
}

const STILL_FRAMES = 6

let root: Root | undefined
let host: HTMLElement | undefined

/** Takes the builder off the page. @internal */
export function unmount(): void {
  root?.unmount()
  host?.remove()
  root = undefined
}

interface HostProps {
  readonly client: FakeClient
  readonly start: App
  readonly props?: BuilderCommonProps
  readonly onChange: (next: App, change: AppChange) => void
  readonly onMount: (set: (app: App) => void) => void
}

/** What a host does: it keeps the app and hands it back. */
function Host({ client, start, props, onChange, onMount }: HostProps): ReactElement {
  const [app, setApp] = useState(start)
  useEffect(() => onMount(setApp), [onMount])
  return (
    <SkepProvider client={client} theme="light">
      <Builder.Root
        {...props}
        app={app}
        onAppChange={(next, change) => {
          onChange(next, change)
          setApp(next)
        }}
      />
    </SkepProvider>
  )
}

/** Mounts a builder whose app the test holds, as a host would, under StrictMode. @internal */
export async function mount(
  start: App,
  options: {
    readonly script?: FakeScript
    readonly width?: number
    readonly props?: BuilderCommonProps
  } = {},
): Promise<Mounted> {
  unmount()
  await page.viewport(options.width ?? 1280, 800)
  const element = document.createElement('div')
  element.style.height = '780px'
  document.body.append(element)
  host = element
  const client = createFakeClient(options.script)
  const changes: AppChange[] = []
  let current = start
  let show: (app: App) => void = () => undefined
  root = createRoot(element)
  root.render(
    <StrictMode>
      <Host
        client={client}
        start={start}
        {...(options.props ? { props: options.props } : {})}
        onChange={(next, change) => {
          current = next
          changes.push(change)
        }}
        onMount={(set) => {
          show = set
        }}
      />
    </StrictMode>,
  )
  await settled()
  return { host: element, client, app: () => current, changes, show: (app) => show(app) }
}

/** Mounts a builder that loads and saves by itself. @internal */
export async function mountStored(appId: string, client: FakeClient, width = 1280): Promise<HTMLElement> {
  unmount()
  await page.viewport(width, 800)
  const element = document.createElement('div')
  element.style.height = '780px'
  document.body.append(element)
  host = element
  root = createRoot(element)
  root.render(
    <StrictMode>
      <SkepProvider client={client} theme="light">
        <Builder.Root appId={appId} />
      </SkepProvider>
    </StrictMode>,
  )
  await settled()
  return element
}

/** Lets React Flow measure and fit, and what follows an edit come: the view moves, problems appear. @internal */
export async function settled(leastMs = 350): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, leastMs))
  // A busy machine takes longer: until neither the view nor a text has changed for some frames.
  let before: string | undefined
  for (let frames = 0; frames < STILL_FRAMES; frames++) {
    await new Promise(requestAnimationFrame)
    const view = host?.querySelector<HTMLElement>('.react-flow__viewport')?.style.transform
    const now = `${view} ${host?.textContent}`
    if (now !== before) frames = 0
    before = now
  }
}

/** An element that must be there. @internal */
export function must(inside: ParentNode, selector: string): HTMLElement {
  const found = inside.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`Nothing on the page fits ${selector}.`)
  return found
}

/** A node's card on the canvas. @internal */
export function card(inside: ParentNode, nodeId: string): HTMLElement {
  return must(inside, `[data-node-card="${nodeId}"]`)
}
