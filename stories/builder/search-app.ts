import { APP_SCHEMA_VERSION, type App, type AppNode, builtinNodes, type JsonObject } from '@skep/schema'

function node(id: string, type: string, title: string, row: number, config: JsonObject): AppNode {
  const defaults = builtinNodes.find((each) => each.type === type)?.defaults ?? {}
  const position = { x: type === 'start' ? 0 : 340, y: row * 170 }
  return { id, type, title, position, config: { ...defaults, ...config } }
}

const search = (
  id: string,
  title: string,
  row: number,
  multiple: JsonObject,
  metadataFiltering: JsonObject = { mode: 'disabled' },
): AppNode =>
  node(id, 'knowledge-retrieval', title, row, {
    query: ['sys', 'query'],
    knowledgeIds: ['manuals', 'letters'],
    metadataFiltering,
    multiple: { topK: 4, scoreThreshold: null, rerankingEnabled: false, ...multiple },
  })

/** The same search in several ways. */
export const searchApp: App = {
  schemaVersion: APP_SCHEMA_VERSION,
  id: 'search',
  mode: 'chatflow',
  name: 'Help desk',
  description: '',
  graph: {
    nodes: [
      node('start', 'start', 'Question', 1, { variables: [] }),
      search('plain', 'Look it up', 0, {}),
      search('ranks', 'By ranks', 1, {
        rerankingEnabled: true,
        rerankingMode: 'weighted_score',
        weights: { vectorWeight: 0.65, keywordWeight: 0.35 },
        fusion: 'rrf',
        diversity: 0.3,
      }),
      search('reread', 'Reread', 2, {
        scoreThreshold: 0.4,
        rerankingEnabled: true,
        rerankingMode: 'reranking_model',
        rerankingModel: { provider: 'example', model: 'example-rerank' },
      }),
      search(
        'filtered',
        'Only this year',
        4,
        {},
        {
          mode: 'manual',
          conditions: {
            logicalOperator: 'and',
            conditions: [
              { id: 'a', name: 'year', operator: '≥', value: '{{#sys.query#}}' },
              { id: 'b', name: 'departement_with_a_long_name', operator: 'is', value: 'Harbour' },
            ],
          },
        },
      ),
      search('missing', 'Model missing', 3, { rerankingEnabled: true, rerankingMode: 'reranking_model' }),
    ],
    edges: ['plain', 'ranks', 'reread', 'missing', 'filtered'].map((target) => ({
      id: `start-source-${target}`,
      source: 'start',
      sourceHandle: 'source',
      target,
      targetHandle: 'target',
    })),
  },
  environmentVariables: [],
  conversationVariables: [],
  features: {},
}
