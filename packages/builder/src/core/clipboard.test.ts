import { expect, it } from 'vitest'
import { copyNodes, pasteNodes, readClipboard } from './clipboard.ts'
import { applyPatches } from './patches.ts'
import { testApp, testNode, testTypes } from './test-app.fixture.ts'

const app = testApp()

it('copies the edges inside the selection and leaves the others', () => {
  const payload = copyNodes(app, ['llm', 'answer'])
  expect(payload.edges.map((edge) => edge.id)).toEqual(['llm-source-answer-target'])
  expect(readClipboard(JSON.stringify(payload))).toEqual(payload)
})

it('pastes under new ids, and references between the pasted nodes follow', () => {
  const change = pasteNodes(app, copyNodes(app, ['llm', 'answer']), { at: { x: 0, y: 1000 } }, testTypes)
  const next = applyPatches(app, change.patches).next
  const [llm, answer] = next.graph.nodes.slice(5)
  expect(llm).toMatchObject({ title: 'llm 2', position: { x: 0, y: 1000 } })
  expect(answer).toMatchObject({ title: 'answer 2', position: { x: 300, y: 1000 } })
  expect(answer?.config.answer).toBe(`It is {{#${llm?.id}.text#}}.`)
  expect(next.graph.edges.at(-1)).toMatchObject({ source: llm?.id, target: answer?.id })
  expect(change.select).toEqual([llm?.id, answer?.id])
})

it('keeps references to nodes outside the selection', () => {
  const change = pasteNodes(app, copyNodes(app, ['answer']), { by: { x: 40, y: 40 } }, testTypes)
  expect(applyPatches(app, change.patches).next.graph.nodes.at(-1)?.config.answer).toBe(
    'It is {{#llm.text#}}.',
  )
})

it('rewrites selectors in configs of every shape', () => {
  const source = {
    ...app,
    graph: {
      ...app.graph,
      nodes: [
        ...app.graph.nodes,
        testNode('odd', 'unheard-of', 0, 0, {
          deep: [
            {
              from: ['llm', 'text'],
              many: [
                ['llm', 'usage'],
                ['start', 'name'],
              ],
            },
          ],
        }),
      ],
    },
  }
  const change = pasteNodes(source, copyNodes(source, ['llm', 'odd']), { by: { x: 1, y: 1 } }, testTypes)
  const next = applyPatches(source, change.patches).next
  const [llm, odd] = next.graph.nodes.slice(-2)
  expect(odd?.config).toEqual({
    deep: [
      {
        from: [llm?.id, 'text'],
        many: [
          [llm?.id, 'usage'],
          ['start', 'name'],
        ],
      },
    ],
  })
})

it('pastes by the rules of adding: no second start, no nodes of another kind of app', () => {
  const change = pasteNodes(
    app,
    copyNodes(app, ['start', 'check', 'answer']),
    { by: { x: 1, y: 1 } },
    testTypes,
  )
  expect(change.select).toHaveLength(2)
  const workflow = { ...app, mode: 'workflow' as const }
  expect(pasteNodes(workflow, copyNodes(app, ['answer']), { by: { x: 1, y: 1 } }, testTypes).patches).toEqual(
    [],
  )
})

it('drops an edge that no hand could draw', () => {
  const payload = copyNodes(app, ['llm', 'answer'])
  const [edge] = payload.edges
  if (!edge) throw new Error('The edge is missing.')
  const forged = { ...payload, edges: [edge, { ...edge, id: 'x', source: 'answer', target: 'llm' }] }
  const change = pasteNodes(app, forged, { by: { x: 1, y: 1 } }, testTypes)
  expect(change.patches.filter((patch) => patch.path[1] === 'edges')).toHaveLength(1)
})

it('puts no secret on the clipboard', () => {
  const node = {
    ...testNode('http', 'http-request', 0, 0, {
      authorization: { config: { api_key: 'sk-1' } },
      max_tokens: 5,
    }),
    foreign: { credential_id: 'c-1' },
  }
  const text = JSON.stringify(copyNodes({ ...app, graph: { nodes: [node], edges: [] } }, ['http']))
  expect(text).not.toMatch(/sk-1|c-1/)
  expect(text).toContain('"max_tokens":5')
})

it('reads nothing from text that is not ours', () => {
  const payload = copyNodes(app, ['llm'])
  expect([
    readClipboard('hello'),
    readClipboard('{"format":"skep/nodes"'),
    readClipboard(JSON.stringify({ ...payload, version: 99 })),
    readClipboard(JSON.stringify({ ...payload, nodes: [{ id: 1 }] })),
  ]).toEqual([undefined, undefined, undefined, undefined])
})
