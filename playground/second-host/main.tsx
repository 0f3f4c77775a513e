import '@skep/react/styles.css'
import '@skep/builder/styles.css'
import '@skep/chat/styles.css'
import '../src/document.css'
import '../src/page.css'
import { Builder } from '@skep/builder'
import { Chat } from '@skep/chat'
import { SkepProvider } from '@skep/react'
import { createSkep } from '@skep/runtime'
import { createApp } from '@skep/schema'
import { createRoot } from 'react-dom/client'
import { httpAppStore } from './http-app-store.ts'

const APP_ID = 'greeter'
const apps = httpAppStore(new URL('/second-host/api', location.href).href)
const client = createSkep({
  namespace: 'second-host',
  stores: { apps },
  models: [
    {
      id: 'house',
      models: [{ model: 'parrot' }],
      async *chat(request) {
        const last = request.messages.at(-1)?.content
        for (const word of `You said: ${typeof last === 'string' ? last : ''}`.split(/(?<= )/)) yield word
      },
    },
  ],
})

if (!(await apps.get(APP_ID))) {
  await apps.save(
    {
      ...createApp({ mode: 'chatflow', name: 'Greeter', id: APP_ID }),
      description: 'Kept behind our own API.',
    },
    null,
  )
}
Object.assign(globalThis, { skep: client })

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')
createRoot(root).render(
  <SkepProvider client={client} theme="light">
    <div className="sk:h-full">
      <Builder.Root appId={APP_ID} />
      <Chat.Bubble appId={APP_ID} />
    </div>
  </SkepProvider>,
)
