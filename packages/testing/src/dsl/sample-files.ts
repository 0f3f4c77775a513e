import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, type AppNode, builtinNodes, createApp, createNode, type JsonObject } from '@skep/schema'
import { exportDify } from '@skep/schema/dify'
import { parse } from 'yaml'
import { isObject } from './json.ts'

/** One node of every type, one after the other: a file that uses all of the language. */
function everyType(): App {
  const nodes: readonly AppNode[] = builtinNodes.map((definition, index) =>
    createNode(definition, { id: `n${index}`, title: definition.type, position: { x: index * 300, y: 0 } }),
  )
  const edges = nodes.slice(1).map(({ id: target }, index) => {
    const source = nodes[index]?.id ?? ''
    return { id: `${source}-${target}`, source, sourceHandle: 'source', target, targetHandle: 'target' }
  })
  return {
    ...createApp({ id: 'all', mode: 'chatflow', name: 'Every type' }),
    graph: { nodes, edges },
    environmentVariables: [
      { id: 'e1', name: 'KEY', type: 'secret', value: '', secretName: 'all.KEY' },
      { id: 'e2', name: 'LIMIT', type: 'number', value: 3 },
    ],
    conversationVariables: [{ id: 'c1', name: 'seen', type: 'array[string]', value: ['a'] }],
  }
}

/** The settings of a simple app, with everything in them that a file can name. */
function simpleApp(mode: string): JsonObject {
  return {
    kind: 'app',
    version: '0.3.0',
    app: { name: mode, mode, icon: '🤖', icon_type: 'emoji', icon_background: '#FFF', description: '' },
    dependencies: [],
    model_config: {
      model: {
        provider: 'langgenius/openai/openai',
        name: 'm',
        mode: 'chat',
        completion_params: { temperature: 1 },
      },
      pre_prompt: 'Speak to {{name}}',
      prompt_type: 'simple',
      chat_prompt_config: { prompt: [{ role: 'system', text: '{{#context#}}' }] },
      completion_prompt_config: {
        prompt: { text: '{{#query#}}' },
        conversation_histories_role: { user_prefix: 'H', assistant_prefix: 'A' },
      },
      user_input_form: [
        { 'text-input': { label: 'Name', variable: 'name', required: true, max_length: 48, default: '' } },
        { select: { label: 'Tone', variable: 'tone', required: false, options: ['a', 'b'] } },
      ],
      dataset_query_variable: 'name',
      dataset_configs: {
        retrieval_model: 'multiple',
        datasets: { datasets: [{ dataset: { enabled: true, id: 'kb' } }] },
        top_k: 4,
        score_threshold: 0.5,
        score_threshold_enabled: true,
        reranking_model: { reranking_provider_name: 'a/b/c', reranking_model_name: 'r' },
        metadata_filtering_mode: 'manual',
        metadata_filtering_conditions: {
          logical_operator: 'and',
          conditions: [{ name: 'n', comparison_operator: 'is', value: 'v' }],
        },
      },
      agent_mode: {
        enabled: true,
        strategy: 'function_call',
        max_iteration: 5,
        tools: [
          {
            enabled: true,
            provider_id: 'a/b/c',
            provider_name: 'a/b/c',
            provider_type: 'builtin',
            tool_name: 't',
            tool_label: 'T',
            tool_parameters: { q: '', n: 3, api_key: 'sk-sample' },
            credential_id: 'sample',
          },
        ],
      },
      external_data_tools: [
        { enabled: true, type: 'api', variable: 'x', label: 'X', config: { api_key: 'sk-other' } },
      ],
      more_like_this: { enabled: true },
      opening_statement: 'Hi {{name}}',
      suggested_questions: ['Why?'],
      suggested_questions_after_answer: { enabled: true },
      sensitive_word_avoidance: {
        enabled: true,
        type: 'keywords',
        config: { keywords: 'a\nb', inputs_config: { enabled: true, preset_response: 'No' } },
      },
      file_upload: {
        enabled: true,
        image: { enabled: true, number_limits: 3, detail: 'high', transfer_methods: ['remote_url'] },
      },
      annotation_reply: {
        enabled: true,
        score_threshold: 0.9,
        embedding_model: { embedding_provider_name: 'p', embedding_model_name: 'e' },
      },
    },
  }
}

function treeOf(text: string): readonly JsonObject[] {
  const tree: unknown = parse(text, { schema: 'core', merge: false, logLevel: 'error' })
  return isObject(tree as JsonObject) ? [tree as JsonObject] : [] // out of a YAML reader of plain data
}

/** Trees to begin with: our own of every kind, and the app files beside the repository where they are there. @internal */
export function sampleTrees(): readonly JsonObject[] {
  const shared = join(import.meta.dirname, '../../../../../shared/conformance')
  const files = existsSync(shared)
    ? readdirSync(shared, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.yml'))
        .map((entry) => join(entry.parentPath, entry.name))
        .toSorted()
    : []
  return [
    ...treeOf(exportDify(everyType())),
    ...['chat', 'agent-chat', 'completion'].map(simpleApp),
    ...files.flatMap((file) => treeOf(readFileSync(file, 'utf8'))).filter((tree) => isObject(tree.app)),
  ]
}
