// Imports every component package in Node, without a DOM, and renders one to a string.

import { Builder } from '@skep/builder'
import { Chat } from '@skep/chat'
import { SkepProvider } from '@skep/react'
import { createSkep } from '@skep/runtime'
import { Knowledge } from '@skep/uploader'
import { createElement as h } from 'react'
import { renderToString } from 'react-dom/server'

const never = () => new Promise(() => {})
const watch = () => () => {}
const group = new Proxy({}, { get: (_, name) => (name === 'watch' ? watch : never) })
const client = new Proxy(
  {},
  {
    get: (_, name) =>
      name === 'status'
        ? () => ({ host: 'worker', state: 'starting' })
        : name === 'watchStatus'
          ? watch
          : group,
  },
)
const html = renderToString(
  h(
    SkepProvider,
    { client, theme: 'light' },
    h(Builder.Root, { appId: 'app' }),
    h(Chat.Panel, { appId: 'app' }),
    h(Knowledge.Uploader, { knowledgeId: 'base' }),
  ),
)
if (!html.includes('data-skep')) throw new Error('Nothing was rendered.')
if (typeof createSkep !== 'function') throw new Error('The runtime was not imported.')
console.log(`rendered ${html.length} characters without a DOM`)
process.exit(0)
