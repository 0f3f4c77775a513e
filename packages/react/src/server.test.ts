import type { SkepClient } from '@skep/client'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { SkepProvider } from './skep-provider.tsx'
import { Button, Dialog, Select } from './ui/index.ts'

const client = { status: () => ({ host: 'remote', state: 'ready' }) } as unknown as SkepClient // never called on a server

describe('on a server', () => {
  it('draws the scope and what stands in it, and nothing that floats', () => {
    const html = renderToString(
      createElement(
        SkepProvider,
        { client, theme: 'dark', dir: 'rtl', locale: 'he' },
        createElement(Button, null, 'Send'),
        createElement(Dialog, { open: true, onOpenChange: () => {}, title: 'Later' }),
        createElement(Select, { label: 'Pick', value: undefined, options: [], onValueChange: () => {} }),
      ),
    )
    expect(html).toMatch(/^<div data-skep="" data-skep-root="" data-skep-theme="dark" dir="rtl" lang="he">/)
    expect(html).toContain('Send')
    expect(html).not.toContain('Later')
  })
})
