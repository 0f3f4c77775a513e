import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type App, builtinNodes, readNote, validate, writeNote } from '../index.ts'
import { exportDify } from './export-dify.ts'
import { importDify } from './import-dify.ts'

const node = (id: string, data: object, renderer = 'custom'): object => ({
  id,
  type: renderer,
  data: { title: id, desc: '', selected: false, ...data },
  position: { x: 0, y: 0 },
  positionAbsolute: { x: 0, y: 0 },
  width: 244,
  height: 90,
  sourcePosition: 'right',
  targetPosition: 'left',
  selected: false,
})

const lexical = JSON.stringify({
  root: {
    children: [{ type: 'paragraph', children: [{ type: 'text', text: 'Mind this', format: 1, style: 'x' }] }],
  },
})

const NODES = [
  node('hook', {
    type: 'trigger-webhook',
    method: 'POST',
    content_type: 'application/json',
    headers: [{ name: 'X-A', required: true }],
    params: [],
    body: [{ name: 'b', type: 'number', required: false, later: 1 }],
    async_mode: true,
    status_code: 200,
    response_body: '',
    timeout: 30,
    webhook_url: '',
    webhook_debug_url: '',
    variables: [],
  }),
  node('clock', {
    type: 'trigger-schedule',
    mode: 'visual',
    frequency: 'weekly',
    cron_expression: '',
    visual_config: { weekdays: ['mon'] },
    timezone: 'UTC',
  }),
  node('plug', {
    type: 'trigger-plugin',
    plugin_id: 'a/b',
    provider_id: 'a/b/c',
    event_name: 'e',
    subscription_id: '',
    event_parameters: {},
  }),
  node('source', {
    type: 'datasource',
    plugin_id: 'x',
    provider_type: 'local_file',
    fileExtensions: ['pdf'],
  }),
  node('hole', { type: 'datasource-empty' }, 'custom-data-source-empty'),
  node('index', { type: 'knowledge-index', chunk_structure: 'text_model', retrieval_model: { top_k: 3 } }),
  node('spaces', {
    type: 'knowledge-retrieval-v2',
    control_space_ids: ['s'],
    metadata_filters: { tags: [] },
  }),
  node('agent2', { type: 'agent', version: '2', agent_id: 'q', anything: [1, { deep: null }] }),
  node('future', { type: 'teleport', speed: 9 }),
  node(
    'note',
    { type: '', text: lexical, theme: 'pink', author: 'Ann', showAuthor: true, width: 244, height: 90 },
    'custom-note',
  ),
]

const file = {
  app: {
    mode: 'workflow',
    name: 'Kept',
    description: '',
    icon: '🤖',
    icon_background: '#FFEAD5',
    use_icon_as_answer_icon: false,
  },
  kind: 'app',
  version: '0.6.0',
  dependencies: [],
  workflow: {
    conversation_variables: [],
    environment_variables: [],
    features: {},
    graph: { nodes: NODES, edges: [], viewport: { x: 0, y: 0, zoom: 1 } },
  },
}

function imported(): App {
  const result = importDify(JSON.stringify(file)) // JSON is YAML
  if (!result.ok) throw new Error(result.error.message)
  return result.value.app
}

function nodesOf(app: App): unknown {
  const text = exportDify(app, { includeSecrets: true })
  return (parse(text) as typeof file).workflow.graph.nodes // what exportDify writes
}

describe('nodes that are kept', () => {
  it('go back into the file as they came', () => {
    expect(nodesOf(imported())).toEqual(NODES)
  })

  it('are known for what they are', () => {
    expect(imported().graph.nodes.map(({ id, type }) => `${id}: ${type}`)).toEqual([
      'hook: trigger-webhook',
      'clock: trigger-schedule',
      'plug: trigger-plugin',
      'source: datasource',
      'hole: datasource-empty',
      'index: knowledge-index',
      'spaces: knowledge-retrieval-v2',
      'agent2: agent-v2',
      'future: teleport',
      'note: note',
    ])
    const needing = validate(imported(), { nodes: builtinNodes })
      .filter(({ code }) => code === 'NODE_NEEDS_SERVER' || code === 'NODE_TYPE_UNKNOWN')
      .map(({ code, nodeId }) => `${nodeId}: ${code}`)
    expect(needing).toEqual([
      'source: NODE_NEEDS_SERVER',
      'hole: NODE_NEEDS_SERVER',
      'index: NODE_NEEDS_SERVER',
      'spaces: NODE_NEEDS_SERVER',
      'agent2: NODE_NEEDS_SERVER',
      'future: NODE_TYPE_UNKNOWN',
    ])
  })

  it('a note that is written anew has another text in the file and everything else as it was', () => {
    const app = imported()
    const nodes = app.graph.nodes.map((each) =>
      each.type === 'note'
        ? { ...each, config: writeNote(each.config, { text: '# Hi\n\n- a', theme: 'blue' }) }
        : each,
    )
    const changed = { ...app, graph: { ...app.graph, nodes } }
    const note = (nodesOf(changed) as typeof NODES).at(-1) as { data: { text: string } } // as above
    expect(note).toEqual({
      ...NODES.at(-1),
      data: { ...(NODES.at(-1) as { data: object }).data, theme: 'blue', text: note.data.text }, // made by node()
    })
    expect(readNote(note.data)).toEqual({
      text: '# Hi\n\n- a',
      theme: 'blue',
      author: 'Ann',
      isAuthorShown: true,
    })
  })
})
