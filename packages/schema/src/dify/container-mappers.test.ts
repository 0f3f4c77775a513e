import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { builtinNodes } from '../nodes/builtin.ts'
import { validate } from '../validate/validate.ts'
import { variablesInScope } from '../validate/variables.ts'
import { exportDify } from './export-dify.ts'
import { importDify } from './import-dify.ts'

const root = join(import.meta.dirname, '../../../../../shared/conformance')
const isThere = existsSync(root)
if (!isThere)
  console.warn('Skipped: the conformance data, ../shared/conformance, is not beside the repository.')

const FILES = [
  'dify/array_iteration_formatting/workflow.yml',
  'dify/iteration_flatten_output_enabled/workflow.yml',
  'dify/increment_loop_with_break_condition/workflow.yml',
  'dify/loop_contains_answer/workflow.yml',
  'dify/human_input_pause_resume/workflow.yml',
  'dify/streaming_conversation_variables/workflow.yml',
  'dify-real/form-chat-demo.yml',
  'dify-real/json-translate.yml',
  'dify-real/llm-to-o1.yml',
]

function mustImport(text: string) {
  const result = importDify(text)
  if (!result.ok) throw new Error(result.error.message)
  return result.value.app
}

const nodeData = (text: string, id: string): unknown => {
  const tree = parse(text)
  return tree.workflow.graph.nodes.find((node: { readonly id: string }) => node.id === id).data
}

describe.skipIf(!isThere)('containers, assigners and forms of Dify’s files', () => {
  const read = (name: string): string => readFileSync(join(root, name), 'utf8')

  it.each(FILES)('%s loses nothing on the way in and out', (name) => {
    const text = read(name)
    const again = parse(exportDify(mustImport(text)))
    expect(again.workflow.graph).toEqual(parse(text).workflow.graph)
  })

  it.each(FILES.slice(0, 6))('%s has no problem with its variables', (name) => {
    const codes = validate(mustImport(read(name)), {
      nodes: builtinNodes,
      codeLanguages: ['javascript', 'python3'],
    })
      .filter(({ severity }) => severity === 'error')
      .map(({ code }) => code)
    expect(codes).toEqual([])
  })

  it('an edit of what was imported is what is written', () => {
    const app = mustImport(read('dify/increment_loop_with_break_condition/workflow.yml'))
    const edited = {
      ...app,
      graph: {
        ...app.graph,
        nodes: app.graph.nodes.map((node) =>
          node.type === 'loop' ? { ...node, config: { ...node.config, count: 7 } } : node,
        ),
      },
    }
    expect(nodeData(exportDify(edited), '1754827949615')).toMatchObject({
      loop_count: 7,
      logical_operator: 'and',
    })
  })

  it('an old assigner keeps its form until it does more than that form can say', () => {
    const app = mustImport(read('dify-real/form-chat-demo.yml'))
    const assigner = app.graph.nodes.find(({ type }) => type === 'assigner')
    expect(assigner?.config).toEqual({
      isLegacy: true,
      items: [
        {
          selector: ['conversation', 'user_token'],
          operation: 'over-write',
          inputType: 'variable',
          value: ['1731378644337', 'user_token'],
        },
      ],
    })
    const constant = {
      ...app,
      graph: {
        ...app.graph,
        nodes: app.graph.nodes.map((node) =>
          node.id === assigner?.id
            ? {
                ...node,
                config: {
                  items: [
                    { selector: ['conversation', 'x'], operation: 'set', inputType: 'constant', value: 'y' },
                  ],
                },
              }
            : node,
        ),
      },
    }
    expect(nodeData(exportDify(constant), assigner?.id ?? '')).toMatchObject({
      version: '2',
      items: [
        { variable_selector: ['conversation', 'x'], operation: 'set', input_type: 'constant', value: 'y' },
      ],
    })
  })

  it('an iteration shows its inside the item, of the type of its list, and the index', () => {
    const app = mustImport(read('dify/iteration_flatten_output_enabled/workflow.yml'))
    const [container] = variablesInScope(app, 'code_inner_node', builtinNodes)
    expect(container).toMatchObject({
      kind: 'container',
      id: 'iteration_node',
      fields: [
        { name: 'item', type: 'number' },
        { name: 'index', type: 'number' },
      ],
    })
    const outside = variablesInScope(app, 'end_node', builtinNodes).find(({ id }) => id === 'iteration_node')
    expect(outside?.fields).toEqual([{ name: 'output', type: 'array[number]' }])
  })

  it('a loop shows its inside its variables, and a name that it does not have is missing', () => {
    const text = read('dify/loop_contains_answer/workflow.yml')
    const app = mustImport(text)
    const [container] = variablesInScope(app, '1755204039754', builtinNodes)
    expect(container?.fields.map(({ name, type }) => [name, type])).toEqual([
      ['i', 'number'],
      ['index', 'number'],
    ])
    const tree = parse(text)
    const condition = tree.workflow.graph.nodes.find(
      (node: { readonly data: { readonly type: string } }) => node.data.type === 'loop',
    ).data.break_conditions[0]
    condition.variable_selector[1] = 'other'
    const issues = validate(mustImport(stringify(tree)), { nodes: builtinNodes })
    expect(issues.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'VARIABLE_MISSING', nodeId: '1755203872773', path: ['breakConditions', 0, 'selector'] },
    ])
  })

  it('an edge through the wall of a container is a problem', () => {
    const tree = parse(read('dify/loop_contains_answer/workflow.yml'))
    tree.workflow.graph.edges.push({
      id: 'x',
      source: '1755204039754',
      target: '1755203915300',
      sourceHandle: 'source',
    })
    const issues = validate(mustImport(stringify(tree)), { nodes: builtinNodes })
    expect(issues).toContainEqual(expect.objectContaining({ code: 'EDGE_CROSSES_CONTAINER', edgeId: 'x' }))
  })
})
