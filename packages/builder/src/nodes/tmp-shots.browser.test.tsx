import '@skep/react/styles.css'
import '../styles.css'
import { SkepProvider } from '@skep/react'
import { createFakeClient } from '@skep/testing/fake-client'
import { createRoot } from 'react-dom/client'
import { it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Builder } from '../builder.ts'
import { testApp, testEdge, testNode } from '../core/test-app.fixture.ts'
import { settled } from '../mount.fixture.tsx'

const field = (variable: string, type: string) => ({ variable, label: variable, type, required: false })
const file = (id: string) => ({ id, key: 'type', operator: 'in', value: ['image'], varType: 'string' })
const cases: [string, string, object, string?][] = [
  [
    'classifier',
    'question-classifier',
    {
      query: ['start', 'city'],
      classes: [
        { id: '1', name: 'Questions about bookings, dates and prices', label: 'Bookings' },
        { id: '2', name: '' },
        { id: '3', name: 'Anything else' },
      ],
    },
  ],
  [
    'extractor',
    'parameter-extractor',
    {
      query: ['start', 'city'],
      parameters: [
        { name: 'city', type: 'string', description: 'Where the trip goes to', required: true },
        { name: 'size', type: 'select', description: '', required: false, options: ['small', 'large'] },
      ],
    },
  ],
  ['document', 'document-extractor', { variable: ['start', 'papers'], isArrayFile: true }],
  [
    'list',
    'list-operator',
    {
      variable: ['start', 'papers'],
      varType: 'array[file]',
      itemType: 'file',
      filter: {
        enabled: true,
        conditions: [
          { key: 'type', operator: 'in', value: ['image'] },
          { key: 'size', operator: '<', value: '100' },
        ],
      },
      order: { enabled: true, key: 'size', direction: 'desc' },
      extract: { enabled: true, serial: '1' },
      limit: { enabled: true, size: 3 },
    },
  ],
  [
    'branch',
    'if-else',
    {
      cases: [
        {
          id: 'true',
          logicalOperator: 'and',
          conditions: [
            {
              id: 'a',
              selector: ['start', 'papers'],
              varType: 'array[file]',
              operator: 'contains',
              value: '',
              subConditions: {
                logicalOperator: 'or',
                conditions: [
                  file('x'),
                  { id: 'y', key: 'size', operator: '>', value: '10', varType: 'number' },
                ],
              },
            },
            { id: 'b', selector: ['start', 'height'], varType: 'number', operator: '>', value: '3' },
          ],
        },
      ],
    },
  ],
  [
    'knowledge',
    'knowledge-retrieval',
    {
      query: ['start', 'city'],
      knowledgeIds: ['tides', 'guide'],
      retrievalMode: 'single',
      singleModel: { provider: '', name: '', mode: 'chat', parameters: {} },
      metadataFiltering: {
        mode: 'manual',
        conditions: {
          logicalOperator: 'and',
          conditions: [
            { id: 'm', name: 'year', operator: '>', value: '2020' },
            { id: 'n', name: 'document_name', operator: 'in', value: ['a'] },
          ],
        },
      },
    },
  ],
  ['schedule', 'trigger-schedule', { frequency: 'monthly' }, 'root'],
  [
    'webhook',
    'trigger-webhook',
    {
      headers: [{ name: 'X-Value', required: true }],
      body: [
        { name: 'amount', type: 'number', required: false },
        { name: 'amount', type: 'string', required: true },
      ],
    },
    'root',
  ],
  [
    'plugin',
    'trigger-plugin',
    {
      pluginId: 'org/github',
      eventName: 'issue',
      eventParameters: { repo: { type: 'constant', value: 'a' } },
    },
    'root',
  ],
  ['server', 'knowledge-retrieval-v2', { control_space_ids: ['a'], top_n: 3 }],
]
for (const [theme, width] of [
  ['light', 1280],
  ['dark', 1280],
  ['light', 420],
] as const)
  for (const [name, type, config, root] of cases)
    it(`${name} ${theme} ${width}`, async () => {
      if (width === 420 && !['list', 'branch', 'webhook'].includes(name)) return
      if (theme === 'dark' && !['list', 'branch', 'schedule', 'server', 'knowledge'].includes(name)) return
      await page.viewport(width, 1500)
      const host = document.createElement('div')
      host.style.height = '1500px'
      document.body.append(host)
      const app = {
        ...testApp(),
        mode: root ? ('workflow' as const) : ('chatflow' as const),
        graph: {
          nodes: root
            ? [testNode('it', type, 0, 0, config as never)]
            : [
                testNode('start', 'start', 0, 0, {
                  variables: [
                    field('city', 'text-input'),
                    field('height', 'number'),
                    field('papers', 'file-list'),
                  ] as never,
                }),
                testNode('it', type, 320, 0, config as never),
              ],
          edges: root ? [] : [testEdge('start', 'it')],
        },
      }
      const r = createRoot(host)
      r.render(
        <SkepProvider
          client={createFakeClient({
            bases: [
              { id: 'tides', name: 'Tide tables' },
              { id: 'guide', name: 'Guide' },
            ],
          } as never)}
          theme={theme}
        >
          <Builder.Root app={app} onAppChange={() => undefined} />
        </SkepProvider>,
      )
      await settled(700)
      const card = host.querySelector<HTMLElement>('[data-node-card="it"]')
      if (card) await userEvent.click(card)
      await settled(900)
      await page.screenshot({ path: `/tmp/h3/shots/${name}-${theme}-${width}.png` })
      r.unmount()
      host.remove()
    })
