// The smallest page that a customer would write, in plain JavaScript so that every bundler takes it as it is.
import '@skep/react/styles.css'
import '@skep/builder/styles.css'
import '@skep/chat/styles.css'
import '@skep/uploader/styles.css'
import { Builder } from '@skep/builder'
import { Chat } from '@skep/chat'
import { SkepProvider } from '@skep/react'
import { createSkep } from '@skep/runtime'
import { createApp } from '@skep/schema'
import { Knowledge } from '@skep/uploader'
import { createElement as h, StrictMode, version } from 'react'
import { createRoot } from 'react-dom/client'

const settings = new URLSearchParams(location.search)
// A host with a node type of its own is a page for itself.
const names = settings.has('own') ? [] : (settings.get('instances')?.split(',') ?? ['one'])
globalThis.reactVersion = version
globalThis.clients = {}

for (const name of names) {
  const client = createSkep({ namespace: name, host: settings.get('host') ?? 'auto' })
  globalThis.clients[name] = client
  await client.apps
    .save(createApp({ mode: 'chatflow', name: `App of ${name}`, id: 'app' }), { baseRevision: null })
    .catch((error) => {
      if (error.code !== 'APP_CONFLICT') throw error
    })
  if (!(await client.knowledge.list()).some(({ id }) => id === 'base')) {
    await client.knowledge.create({ id: 'base', name: `Base of ${name}` })
  }
  const place = document.createElement('section')
  place.id = `instance-${name}`
  place.style.height = '900px'
  document.body.append(place)
  const page = h(
    SkepProvider,
    { client, theme: 'light' },
    h('div', { style: { height: '600px' } }, h(Builder.Root, { appId: 'app' })),
    h('div', { style: { height: '300px' } }, h(Knowledge.Uploader, { knowledgeId: 'base' })),
    h(Chat.Bubble, { appId: 'app' }),
  )
  createRoot(place).render(settings.has('strict') ? h(StrictMode, null, page) : page)
}
if (settings.has('own')) (await import('./own-node.js')).showOwnNode()
globalThis.isReady = true
