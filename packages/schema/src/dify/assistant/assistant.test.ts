import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { builtinNodes, compileAssistant, type JsonObject, parseApp, validate } from '../../index.ts'
import { type DifyImport, exportDify, importDify } from '../index.ts'

const FEATURES: JsonObject = {
  opening_statement: 'Hi {{name}}',
  suggested_questions: ['Why?'],
  suggested_questions_after_answer: { enabled: true },
  speech_to_text: { enabled: false },
  text_to_speech: { enabled: false, voice: '', language: '' },
  retriever_resource: { enabled: true },
  sensitive_word_avoidance: { enabled: false, type: '', configs: [] },
  file_upload: {
    image: { enabled: true, number_limits: 2, detail: 'low', transfer_methods: ['local_file'] },
    enabled: true,
    allowed_file_types: ['image'],
    number_limits: 2,
  },
}

const MODEL: JsonObject = {
  provider: 'langgenius/openai/openai',
  name: 'gpt-4o-mini',
  mode: 'chat',
  completion_params: { temperature: 0.2, stop: [] },
}

function file(mode: string, config: JsonObject = {}): JsonObject {
  return {
    app: {
      description: 'D',
      icon: '🤖',
      icon_background: '#FFEAD5',
      icon_type: 'emoji',
      mode,
      name: 'A',
      use_icon_as_answer_icon: true,
    },
    dependencies: [
      {
        current_identifier: null,
        type: 'marketplace',
        value: { marketplace_plugin_unique_identifier: 'langgenius/openai:0.0.9@abc', version: null },
      },
    ],
    kind: 'app',
    version: '0.3.0',
    model_config: {
      ...FEATURES,
      model: MODEL,
      pre_prompt: 'You help {{name}} ({{other}}).\n',
      prompt_type: 'simple',
      chat_prompt_config: {},
      completion_prompt_config: {},
      user_input_form: [
        { 'text-input': { label: 'Name', variable: 'name', required: true, max_length: 48, default: '' } },
        {
          select: {
            label: 'Tone',
            variable: 'tone',
            required: false,
            options: ['dry', 'warm'],
            default: 'dry',
          },
        },
      ],
      dataset_configs: { retrieval_model: 'multiple', datasets: { datasets: [] }, top_k: 4 },
      dataset_query_variable: '',
      agent_mode: { enabled: false, max_iteration: 5, strategy: 'function_call', tools: [] },
      more_like_this: { enabled: false },
      external_data_tools: [],
      annotation_reply: { enabled: false },
      unknown: { deep: [1, { a: null }] },
      ...config,
    },
  }
}

function imported(tree: JsonObject): DifyImport {
  const result = importDify(stringify(tree), { newId: () => 'app' })
  if (!result.ok) throw new Error(`${result.error.code} ${result.error.message}`)
  expect(parseApp(result.value.app)).toEqual({ ok: true, value: result.value.app })
  return result.value
}

const withKnowledge: JsonObject = {
  dataset_configs: {
    retrieval_model: 'multiple',
    datasets: {
      datasets: [{ dataset: { enabled: true, id: 'kb1' } }, { dataset: { enabled: true, id: 'kb2' } }],
      strategy: 'router',
    },
    top_k: 6,
    score_threshold: 0.5,
    score_threshold_enabled: true,
    reranking_enable: true,
    reranking_mode: 'weighted_score',
    reranking_model: { reranking_provider_name: '', reranking_model_name: '' },
    weights: {
      weight_type: 'customized',
      vector_setting: { vector_weight: 0.6, embedding_provider_name: 'openai', embedding_model_name: 'e' },
      keyword_setting: { keyword_weight: 0.4 },
    },
    metadata_filtering_mode: 'manual',
    metadata_filtering_conditions: {
      logical_operator: 'and',
      conditions: [
        { id: 'c', name: 'author', comparison_operator: 'is', value: '{{name}}', metadata_id: 'm' },
      ],
    },
  },
}

const withTools: JsonObject = {
  agent_mode: {
    enabled: true,
    max_iteration: 7,
    strategy: 'react',
    prompt: null,
    tools: [
      {
        enabled: true,
        isDeleted: false,
        notAuthor: false,
        provider_id: 'langgenius/duckduckgo/duckduckgo',
        provider_name: 'langgenius/duckduckgo/duckduckgo',
        provider_type: 'builtin',
        tool_label: 'Search',
        tool_name: 'ddgo_search',
        tool_parameters: {
          query: '',
          max_results: 5,
          region: { type: 'auto', value: null },
          for: '{{name}}',
        },
        credential_id: 'cred-1',
      },
    ],
  },
}

describe('a chat app', () => {
  const tree = file('chat')

  it('is read as an assistant without a graph', () => {
    const { app, report } = imported(tree)
    expect(app).toMatchObject({
      mode: 'chat',
      graph: { nodes: [], edges: [] },
      features: {
        openingStatement: 'Hi {{name}}',
        suggestedQuestions: ['Why?'],
        followUps: { enabled: true },
      },
      assistant: {
        model: {
          provider: 'openai',
          name: 'gpt-4o-mini',
          mode: 'chat',
          parameters: { temperature: 0.2, stop: [] },
        },
        promptType: 'simple',
        instruction: 'You help {{name}} ({{other}}).\n',
        inputs: [
          { variable: 'name', label: 'Name', type: 'text-input', required: true, maxLength: 48 },
          { variable: 'tone', type: 'select', options: ['dry', 'warm'] },
        ],
        knowledge: { knowledgeIds: [], multiple: { topK: 4 } },
        vision: { enabled: true, detail: 'low' },
      },
    })
    expect(report.nodes).toEqual([
      { nodeId: 'start', type: 'start', outcome: 'mapped' },
      { nodeId: 'llm', type: 'llm', outcome: 'mapped' },
      { nodeId: 'answer', type: 'answer', outcome: 'mapped' },
    ])
    expect(report.plugins).toEqual([
      { id: 'langgenius/openai', use: 'models', identifier: 'langgenius/openai:0.0.9@abc', nodeIds: ['llm'] },
    ])
  })

  it('comes back as it was', () => {
    expect(parse(exportDify(imported(tree).app))).toEqual(tree)
  })

  it('becomes start, model and answer, with references to the form and other braces as they are', () => {
    const compiled = compileAssistant(imported(tree).app)
    expect(compiled).not.toHaveProperty('assistant')
    expect(compiled.graph.nodes.map(({ id, type }) => [id, type])).toEqual([
      ['start', 'start'],
      ['llm', 'llm'],
      ['answer', 'answer'],
    ])
    expect(compiled.graph.edges.map(({ source, target }) => [source, target])).toEqual([
      ['start', 'llm'],
      ['llm', 'answer'],
    ])
    expect(compiled.graph.nodes[1]?.config).toMatchObject({
      prompt: [{ role: 'system', text: 'You help {{#start.name#}} ({{other}}).\n' }],
      context: { enabled: false },
      memory: { window: { enabled: false }, queryTemplate: '{{#sys.query#}}' },
      vision: { enabled: true, detail: 'low', selector: ['sys', 'files'] },
    })
    expect(compiled.graph.nodes[2]?.config).toEqual({ answer: '{{#llm.text#}}' })
    expect(compileAssistant(compiled)).toBe(compiled)
  })

  it('is valid, and is checked as the graph that it becomes', () => {
    expect(validate(imported(tree).app, { nodes: builtinNodes })).toEqual([])
    const { app } = imported(file('chat', { ...withKnowledge, model: { provider: '', name: '' } }))
    const issues = validate(app, { nodes: builtinNodes, knowledge: [{ id: 'kb1' }] })
    expect(issues.map(({ code, nodeId, path }) => [code, nodeId, path])).toEqual([
      ['KNOWLEDGE_UNKNOWN', 'knowledge', ['knowledgeIds', 1]],
      ['MODEL_MISSING', 'llm', ['model']],
      ['MODEL_MISSING', undefined, ['features', 'followUps', 'model']],
    ])
  })

  it('searches its knowledge before it answers', () => {
    const knowing = file('chat', withKnowledge)
    const { app } = imported(knowing)
    const { nodes } = compileAssistant(app).graph
    expect(nodes.map(({ id }) => id)).toEqual(['start', 'knowledge', 'llm', 'answer'])
    expect(nodes[1]?.config).toMatchObject({
      query: ['sys', 'query'],
      knowledgeIds: ['kb1', 'kb2'],
      multiple: {
        topK: 6,
        scoreThreshold: 0.5,
        rerankingMode: 'weighted_score',
        weights: { vectorWeight: 0.6 },
      },
      metadataFiltering: {
        mode: 'manual',
        conditions: { conditions: [{ name: 'author', value: '{{#start.name#}}' }] },
      },
    })
    expect(nodes[2]?.config).toMatchObject({
      context: { enabled: true, selector: ['knowledge', 'result'] },
      prompt: [
        {
          role: 'system',
          text: expect.stringMatching(/\{\{#context#\}\}[\s\S]*You help \{\{#start\.name#\}\}/),
        },
      ],
    })
    expect(parse(exportDify(app))).toEqual(knowing)
  })

  it('reads knowledge where old files have it, among the tools of a router', () => {
    const old = file('chat', {
      dataset_configs: { retrieval_model: 'single' },
      agent_mode: {
        enabled: true,
        strategy: 'router',
        tools: [{ dataset: { enabled: true, id: 'kb' } }, { dataset: { enabled: false, id: 'off' } }],
      },
    })
    const { app } = imported(old)
    expect(app.assistant).toMatchObject({ knowledge: { knowledgeIds: ['kb'], retrievalMode: 'single' } })
    expect(compileAssistant(app).graph.nodes[1]?.config).toMatchObject({
      retrievalMode: 'single',
      singleModel: { provider: 'openai' },
    })
    expect(parse(exportDify(app))).toEqual(old)
  })

  it('keeps the messages of an advanced prompt', () => {
    const advanced = file('chat', {
      prompt_type: 'advanced',
      chat_prompt_config: {
        prompt: [
          { role: 'system', text: 'For {{name}}: {{#context#}} {{#query#}}' },
          { role: 'assistant', text: 'Yes?' },
        ],
      },
    })
    const { app } = imported(advanced)
    expect(compileAssistant(app).graph.nodes[1]?.config).toMatchObject({
      prompt: [
        { role: 'system', text: 'For {{#start.name#}}: {{#context#}} {{#sys.query#}}' },
        { role: 'assistant', text: 'Yes?' },
      ],
    })
    expect(parse(exportDify(app))).toEqual(advanced)
  })

  it('keeps the one text of an advanced completion prompt, and who speaks in it', () => {
    const advanced = file('chat', {
      model: { ...MODEL, mode: 'completion' },
      prompt_type: 'advanced',
      completion_prompt_config: {
        prompt: { text: '{{#histories#}}\nHuman: {{#query#}} for {{name}}' },
        conversation_histories_role: { user_prefix: 'Human', assistant_prefix: 'Bot' },
      },
    })
    const { app } = imported(advanced)
    expect(compileAssistant(app).graph.nodes[1]?.config).toMatchObject({
      prompt: [{ role: 'user', text: '{{#histories#}}\nHuman: {{#sys.query#}} for {{#start.name#}}' }],
      memory: { rolePrefix: { user: 'Human', assistant: 'Bot' } },
    })
    expect(parse(exportDify(app))).toEqual(advanced)
  })

  it('asks for what an external tool would have fetched, and takes the key of the tool out', () => {
    const canary = 'sk-canary-external'
    const external = file('chat', {
      external_data_tools: [
        {
          enabled: true,
          type: 'api',
          variable: 'weather',
          label: 'Weather',
          config: { api_key: canary, url: 'u' },
        },
        { enabled: false, type: 'api', variable: 'off', label: 'Off', config: {} },
      ],
    })
    const { app, secrets, report } = imported(external)
    expect(JSON.stringify([app, report])).not.toContain(canary)
    expect(secrets).toEqual({ 'app.TOOL_KEY_1': canary })
    expect(app.assistant?.externalDataTools?.[0]?.config).toEqual({
      api_key: '{{#env.TOOL_KEY_1#}}',
      url: 'u',
    })
    expect(compileAssistant(app).graph.nodes[0]?.config).toMatchObject({
      variables: [
        { variable: 'name' },
        { variable: 'tone' },
        { variable: 'weather', type: 'paragraph', required: false },
      ],
    })
    expect(exportDify(app, { secrets })).not.toContain(canary)
    expect(parse(exportDify(app, { secrets, includeSecrets: true }))).toEqual(external)
  })

  it('exports an edit and all that nobody touched', () => {
    const { app } = imported(tree)
    const { assistant } = app
    if (!assistant) throw new Error('The app has no assistant.')
    const edited = {
      ...app,
      assistant: { ...assistant, instruction: 'New', memory: { window: { enabled: true, size: 3 } } },
    }
    const config = tree.model_config as JsonObject
    const written: JsonObject = parse(exportDify(edited))
    expect(written).toEqual({
      ...tree,
      model_config: {
        ...config,
        pre_prompt: 'New',
        skep_memory: { window: { enabled: true, size: 3 } },
      },
    })
    expect(imported(written).app.assistant?.memory).toEqual({ window: { enabled: true, size: 3 } })
  })

  it('keeps variables that were added here', () => {
    const { app } = imported(tree)
    const added = {
      ...app,
      environmentVariables: [{ id: 'v', name: 'TONE', type: 'string' as const, value: 'dry' }],
    }
    expect(imported(parse(exportDify(added))).app.environmentVariables).toEqual(added.environmentVariables)
  })
})

describe('an agent app', () => {
  const tree = file('agent-chat', { ...withKnowledge, ...withTools })
  const { app, report, secrets } = imported(tree)

  it('becomes start, knowledge, agent and answer', () => {
    expect(app.mode).toBe('agent')
    const { nodes } = compileAssistant(app).graph
    expect(nodes.map(({ id }) => id)).toEqual(['start', 'knowledge', 'agent', 'answer'])
    expect(nodes[2]?.config).toMatchObject({
      strategy: 'ReAct',
      maxIterations: 7,
      query: '{{#sys.query#}}',
      instruction: expect.stringContaining('{{#knowledge.result#}}'),
      tools: [
        {
          enabled: true,
          tool: 'ddgo_search',
          parameters: {
            max_results: { type: 'constant', value: 5 },
            for: { type: 'mixed', value: '{{#start.name#}}' },
          },
        },
      ],
    })
    expect(validate(app, { nodes: builtinNodes })).toEqual([])
  })

  it('says which plugin its tools need', () => {
    expect(report.nodes[2]).toEqual({
      nodeId: 'agent',
      type: 'agent',
      outcome: 'needs-plugin',
      needs: [{ kind: 'plugin', id: 'langgenius/duckduckgo' }],
    })
    expect(report.plugins).toContainEqual({ id: 'langgenius/duckduckgo', use: 'tools', nodeIds: ['agent'] })
  })

  it('comes back as it was with its credentials, and without them leaves them out', () => {
    expect(JSON.stringify(app)).not.toContain('cred-1')
    expect(parse(exportDify(app, { secrets, includeSecrets: true }))).toEqual(tree)
    expect(exportDify(app)).not.toContain('credential_id')
  })

  it('of the newer kind is kept whole, and explained', () => {
    const newer: JsonObject = {
      app: { mode: 'agent', name: 'N', icon: '🤖' },
      kind: 'app',
      version: '0.7.0',
      agent: { soul: { prompt: 'x' }, tools: [{ a: 1 }] },
      agent_packages: { p: [null] },
    }
    const result = imported(newer)
    expect(result.report.warnings).toEqual([
      {
        code: 'MODE_NOT_RUN',
        message: 'The file is an agent of the newer kind. It is kept whole; only a server can run it.',
        path: ['app', 'mode'],
      },
    ])
    expect(validate(result.app, { nodes: builtinNodes }).map(({ code }) => code)).toEqual(['GRAPH_EMPTY'])
    expect(parse(exportDify(result.app))).toEqual(newer)
  })
})

describe('a completion app', () => {
  const tree = file('completion', {
    ...withKnowledge,
    pre_prompt: 'Write about {{name}}',
    dataset_query_variable: 'name',
    more_like_this: { enabled: true },
  })

  it('asks with its prompt and searches by a field of its form', () => {
    const { app } = imported(tree)
    expect(app.assistant?.moreLikeThis).toBe(true)
    const { nodes } = compileAssistant(app).graph
    expect(nodes.map(({ id }) => id)).toEqual(['start', 'knowledge', 'llm', 'answer'])
    expect(nodes[1]?.config).toMatchObject({ query: ['start', 'name'] })
    expect(nodes[2]?.config).not.toHaveProperty('memory')
    expect(nodes[2]?.config).toMatchObject({
      prompt: [
        { role: 'user', text: expect.stringContaining('Write about {{#start.name#}}') },
        { role: 'user', text: '{{#sys.query#}}' },
      ],
    })
    expect(validate(app, { nodes: builtinNodes })).toEqual([])
    expect(parse(exportDify(app))).toEqual(tree)
  })
})

describe('a file of an app without a graph', () => {
  it('may say almost nothing', () => {
    const tree = { app: { mode: 'chat' }, model_config: { model: null } }
    const { app } = imported(tree)
    expect(compileAssistant(app).graph.nodes).toHaveLength(3)
    expect(parse(exportDify(app))).toEqual(tree)
  })

  it('that has a graph all the same is that graph', () => {
    const tree = { app: { mode: 'chat' }, workflow: { graph: { nodes: [], edges: [] } } }
    expect(imported(tree).app).toMatchObject({ mode: 'chatflow' })
    expect(parse(exportDify(imported(tree).app))).toEqual(tree)
  })

  it('is refused with the paths of what is wrong', () => {
    const broken = file('chat', {
      user_input_form: [{ 'text-input': { variable: 'a b;c', max_length: -1 } }],
      pre_prompt: {},
    })
    const result = importDify(stringify(broken))
    expect(result.ok || result.error.data.problems).toEqual([
      { path: 'model_config.pre_prompt', message: 'must be a text' },
      {
        path: 'model_config.user_input_form[0].text-input.variable',
        message: 'must be a name of letters, digits and _',
      },
      { path: 'model_config.user_input_form[0].text-input.max_length', message: 'must not be below 0' },
    ])
  })
})

describe('a pipeline for documents', () => {
  const tree: JsonObject = {
    kind: 'rag_pipeline',
    version: '0.1.0',
    dependencies: [],
    rag_pipeline: {
      name: 'P',
      description: '',
      icon: '📙',
      icon_background: '#FFF',
      icon_type: 'emoji',
      icon_url: null,
    },
    workflow: {
      conversation_variables: [],
      environment_variables: [],
      features: {},
      rag_pipeline_variables: [{ variable: 'x', belong_to_node_id: 'd' }],
      graph: {
        nodes: [
          {
            id: 'd',
            position: { x: 0, y: 0 },
            type: 'custom',
            data: { type: 'datasource', title: 'Files', plugin_id: 'langgenius/file' },
          },
          {
            id: 'k',
            position: { x: 300, y: 0 },
            type: 'custom',
            data: { type: 'knowledge-index', title: 'Base' },
          },
        ],
        edges: [{ id: 'd-k', source: 'd', target: 'k' }],
      },
    },
  }

  it('is kept whole as an app that cannot run here, and says so', () => {
    const { app, report } = imported(tree)
    expect(app).toMatchObject({ mode: 'workflow', name: 'P' })
    expect(report.warnings.map(({ code }) => code)).toContain('KIND_NOT_RUN')
    expect(report.nodes.map(({ outcome }) => outcome)).toEqual(['needs-server', 'needs-server'])
    expect(validate(app, { nodes: builtinNodes }).map(({ code }) => code)).toContain('NODE_NEEDS_SERVER')
    expect(parse(exportDify(app))).toEqual(tree)
  })
})
