import { builtinNodes, variablesInScope } from '@skep/schema'
import { expect, it } from 'vitest'
import { testApp } from '../core/test-app.fixture.ts'
import { describeReference, variableChoices } from './variable-choice.ts'

const app = testApp()
const groups = variablesInScope(app, 'answer', builtinNodes)
const nodes = new Map(app.graph.nodes.map((node) => [node.id, node]))

it('offers the variables of the nodes before, nearest first, and marks types that do not fit', () => {
  const choices = variableChoices(groups, ['string'])
  expect(choices[0]).toMatchObject({ selector: ['llm', 'text'], type: 'string', depth: 0, fits: true })
  expect(choices.find((choice) => choice.name === 'usage.total_tokens')).toMatchObject({
    selector: ['llm', 'usage', 'total_tokens'],
    depth: 1,
    fits: false,
  })
  expect(choices.map((choice) => choice.group.id)).toEqual(
    choices.map((choice) => choice.group.id).toSorted((a, b) => order(a) - order(b)),
  )
})

const order = (id: string): number => ['llm', 'check', 'start', 'conversation', 'env', 'sys'].indexOf(id)

it('describes references by title, and says what is wrong with broken ones', () => {
  expect([
    describeReference(['llm', 'text'], groups, nodes),
    describeReference(['llm', 'nothing'], groups, nodes),
    describeReference(['fallback', 'answer'], groups, nodes),
    describeReference(['gone', 'text'], groups, nodes),
    describeReference(['sys', 'query'], groups, nodes),
  ]).toEqual([
    { title: 'llm', path: 'text', nodeType: 'llm', type: 'string', problem: undefined },
    { title: 'llm', path: 'nothing', nodeType: 'llm', type: undefined, problem: 'missing' },
    { title: 'fallback', path: 'answer', nodeType: 'answer', type: undefined, problem: 'not-before' },
    { title: 'gone', path: 'text', nodeType: undefined, type: undefined, problem: 'missing' },
    { title: 'sys', path: 'query', nodeType: undefined, type: 'string', problem: undefined },
  ])
})
