// A page whose builder knows a node type of its own, and whose worker runs it.
import { Builder } from '@skep/builder'
import { SkepProvider } from '@skep/react'
import { createSkep } from '@skep/runtime'
import { createElement as h, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { shoutNode } from './shout-node.js'
import { shoutPanel } from './shout-panel.js'

const edge = (source, target) => ({
  id: `${source}-source-${target}-target`,
  source,
  sourceHandle: 'source',
  target,
  targetHandle: 'target',
})
const variables = [{ variable: 'text', label: 'Text', type: 'text-input', required: true }]
const app = {
  schemaVersion: 1,
  id: 'own',
  mode: 'workflow',
  name: 'Own node',
  description: '',
  graph: {
    nodes: [
      { id: 'start', type: 'start', title: 'Start', position: { x: 0, y: 0 }, config: { variables } },
      { id: 'shout', type: 'shout', title: 'Shout it', position: { x: 300, y: 0 }, config: { text: [] } },
      {
        id: 'end',
        type: 'end',
        title: 'End',
        position: { x: 600, y: 0 },
        config: { outputs: [{ variable: 'loud', selector: ['shout', 'result'] }] },
      },
    ],
    edges: [edge('start', 'shout'), edge('shout', 'end')],
  },
  environmentVariables: [],
  conversationVariables: [],
  features: {},
}

const NODES = [shoutNode]
const PANELS = [shoutPanel]

function Page() {
  const [shown, setShown] = useState(app)
  return h(Builder.Root, { app: shown, onAppChange: setShown, nodes: NODES, panels: PANELS })
}

/** Shows it, and resolves when it stands. */
export function showOwnNode() {
  const client = createSkep({
    namespace: 'own',
    host: 'worker',
    storage: 'memory',
    worker: () => new Worker(new URL('./shout-worker.js', import.meta.url), { type: 'module' }),
  })
  const place = document.createElement('section')
  place.style.height = '900px'
  document.body.append(place)
  createRoot(place).render(h(SkepProvider, { client, theme: 'light' }, h(Page)))
}
