import {
  type ExtractedParameter,
  type JsonObject,
  PARAMETER_TYPES,
  SkepError,
  type Value,
} from '@skep/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ModelPart, ModelsPort } from '../ports/models.ts'
import { createScriptedModels, FINISH } from '../test-support.ts'
import { extractValues } from './extracted-values.ts'
import { runNode, variable } from './run-node.fixture.ts'

const parameters = [
  { name: 'city', type: 'string', description: 'Where', required: true },
  { name: 'days', type: 'number', description: 'How long', required: false },
  { name: 'hot', type: 'boolean', description: 'Warm?', required: false },
  { name: 'size', type: 'select', description: 'Size', required: false, options: ['s', 'l'] },
  { name: 'tags', type: 'array[string]', description: 'Tags', required: false },
] satisfies ExtractedParameter[]
const config: JsonObject = {
  model: { provider: 'p', name: 'm', mode: 'chat', parameters: {} },
  query: variable('q'),
  parameters,
  instruction: 'In {{#conversation.land#}}.',
  reasoningMode: 'prompt',
  vision: { enabled: false },
}
const values = { q: 'Three hot days in Rome', land: 'Italy' }
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5, latency: 0 }

async function extract(parts: readonly ModelPart[], more: JsonObject = {}) {
  const models = createScriptedModels([...parts, FINISH])
  return { ...(await runNode('parameter-extractor', { ...config, ...more }, values, { models })), models }
}

describe('parameter-extractor', () => {
  it('reads the values out of the text of a model', async () => {
    const { done, models } = await extract([
      {
        type: 'text',
        text: 'Sure: {"city": "Rome", "days": 3, "hot": true, "size": "l", "tags": ["a"], "more": 1}',
      },
    ])
    expect(done?.outputs).toEqual({
      city: 'Rome',
      days: 3,
      hot: true,
      size: 'l',
      tags: ['a'],
      __is_success: 1,
      __reason: null,
      __usage: usage,
    })
    const [request] = models.requests
    expect(request?.tools).toBeUndefined()
    const system = String(request?.messages[0]?.content)
    expect(system).toContain('In Italy.')
    expect(system).toContain('"size":{"type":"string","enum":["s","l"],"description":"Size"}')
    expect(request?.messages.at(-1)).toEqual({ role: 'user', content: 'Three hot days in Rome' })
  })

  it('reads them out of a tool call that came in pieces', async () => {
    const { done, models } = await extract(
      [
        { type: 'tool-call', index: 0, id: 'c', name: 'extract_parameters', argumentsDelta: '{"city": "Ro' },
        { type: 'tool-call', index: 0, argumentsDelta: 'me"}' },
      ],
      { reasoningMode: 'function_call' },
    )
    expect(done).toMatchObject({
      outputs: { city: 'Rome', days: 0, hot: false, size: '', tags: [], __is_success: 1, __reason: null },
      process: { mode: 'function_call' },
    })
    expect(models.requests[0]?.tools).toMatchObject([
      {
        name: 'extract_parameters',
        parameters: {
          required: ['city'],
          properties: { tags: { type: 'array', items: { type: 'string' } } },
        },
      },
    ])
  })

  it('asks by words where the model has no tools, and takes the text of one that did not call', async () => {
    const requests: unknown[] = []
    const models: ModelsPort = {
      async *chat(request) {
        requests.push(request.tools?.length ?? 0)
        if (request.tools) throw new SkepError('MODEL_CAPABILITY', 'No tools.')
        yield { type: 'text', text: '{"city": "Rome"}' }
        yield FINISH
      },
    }
    const { done } = await runNode(
      'parameter-extractor',
      { ...config, reasoningMode: 'function_call' },
      values,
      { models },
    )
    expect(requests).toEqual([1, 0])
    expect(done).toMatchObject({ outputs: { city: 'Rome', __is_success: 1 }, process: { mode: 'prompt' } })
    const talking = await extract([{ type: 'text', text: '{"city": "Bari"}' }], {
      reasoningMode: 'function_call',
    })
    expect(talking.done?.outputs).toMatchObject({ city: 'Bari', __is_success: 1 })
  })

  it.each([
    ['words', 'I do not know.'],
    ['a list', '["Rome"]'],
    ['nothing', ''],
  ])('gives zero values and no failure for an answer that is %s', async (_, text) => {
    const { done } = await extract([{ type: 'text', text }])
    expect(done?.outputs).toEqual({
      city: '',
      days: 0,
      hot: false,
      size: '',
      tags: [],
      __is_success: 0,
      __reason: expect.stringContaining('JSON object'),
      __usage: usage,
    })
  })

  it('keeps its own outputs from parameters of their names', async () => {
    const { done } = await extract([{ type: 'text', text: '{"__is_success": 7, "__reason": "x"}' }], {
      parameters: [
        { name: '__is_success', type: 'number', description: 'x', required: true },
        { name: '__reason', type: 'string', description: 'x', required: true },
      ],
    })
    expect(done?.outputs).toMatchObject({ __is_success: 1, __reason: null })
  })
})

type Row = readonly [type: ExtractedParameter['type'], given: Value, value: Value, isGood: boolean]

describe('an extracted value', () => {
  it.each<Row>([
    ['string', 'a', 'a', true],
    ['string', 12, '12', true],
    ['string', { a: 1 }, '', false],
    ['number', 1.5, 1.5, true],
    ['number', '7', 7, true],
    ['number', 'seven', 0, false],
    ['number', true, 0, false],
    ['boolean', true, true, true],
    ['boolean', 'False', false, true],
    ['boolean', 1, true, true],
    ['boolean', 'perhaps', false, false],
    ['select', 'a', 'a', true],
    ['select', 'z', '', false],
    ['array[string]', ['a', 1], ['a', '1'], true],
    ['array[string]', 'a', [], false],
    ['array[number]', [1, '2'], [1, 2], true],
    ['array[number]', [1, 'x'], [], false],
    ['array[object]', [{ a: 1 }], [{ a: 1 }], true],
    ['array[object]', [1], [], false],
    ['array[boolean]', [true, 'false'], [true, false], true],
    ['array[boolean]', [], [], true],
    ['string', null, '', false],
  ])('%s out of %j', (type, given, value, isGood) => {
    const parameter = { name: 'x', type, description: '', required: true, options: ['a', 'b'] }
    const { values, reason } = extractValues([parameter], { x: given })
    expect({ values, isGood: reason === null }).toEqual({ values: { x: value }, isGood })
  })

  it('is always of its type, whatever a model says', () => {
    const all = PARAMETER_TYPES.map((type) => ({
      name: type,
      type,
      description: '',
      required: false,
      options: ['a'],
    }))
    const shape: Readonly<Record<string, (value: Value) => boolean>> = {
      string: (value) => typeof value === 'string',
      number: (value) => typeof value === 'number' && Number.isFinite(value),
      boolean: (value) => typeof value === 'boolean',
      object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      select: (value) => value === 'a' || value === '',
    }
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record(Object.fromEntries(all.map((each) => [each.name, fc.jsonValue()]))),
        ),
        (answer) => {
          const { values } = extractValues(all, answer as Value) // what the generator makes is JSON
          expect(Object.keys(values)).toEqual(PARAMETER_TYPES)
          for (const type of PARAMETER_TYPES) {
            const inner = /^array\[(.+)\]$/.exec(type)?.[1]
            const value = values[type]
            const items = inner ? value : [value]
            expect(Array.isArray(items) && items.every((item) => shape[inner ?? type]?.(item as Value))).toBe(
              true,
            )
          }
        },
      ),
    )
  })
})
