import type { JsonObject } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { judge, type Observed, readSnippets, type Snippet } from './hostile-snippets.ts'
import { compareWorlds } from './hostile-world.ts'
import { folderWith, runScript } from './run-command.fixture.ts'

const RULES = { contained: '', error: '', timeout: '', memory: '', 'output-limit': '' }
const FINE = 'function main() { return { r: 1 } }'

function fileOf(snippets: readonly JsonObject[], more: JsonObject = {}): string {
  return JSON.stringify({ expect: RULES, count: snippets.length, snippets, ...more })
}

function one(snippet: JsonObject): Snippet {
  const [read] = readSnippets(fileOf([{ id: 's', expect: 'contained', code: FINE, ...snippet }]))
  if (!read) throw new Error('One snippet was given.')
  return read
}

function seen(more: Partial<Observed> = {}): Observed {
  return {
    ending: { type: 'result', outputs: { r: 1 } },
    durationMs: 10,
    healthy: { type: 'result', outputs: { ok: 1 } },
    healthyMs: 10,
    changes: [],
    longestBlockMs: 900,
    ...more,
  }
}

function failed(
  code: 'CODE_FAILED' | 'CODE_TIMEOUT' | 'CODE_MEMORY' | 'CODE_OUTPUT_INVALID',
  data: JsonObject = {},
): Observed['ending'] {
  return { type: 'error', error: { code, message: 'The code did what it should not.', data } }
}

describe('a snippet is right', () => {
  it.each<[string, JsonObject, Partial<Observed>]>([
    ['when it is contained', {}, {}],
    ['when its value is the expected one', { value: { r: 1 } }, {}],
    ['when it fails as expected', { expect: 'error' }, { ending: failed('CODE_FAILED') }],
    [
      'when it is stopped in time',
      { expect: 'timeout' },
      { ending: failed('CODE_TIMEOUT'), durationMs: 5_900 },
    ],
    ['when it ran out of memory', { expect: 'memory' }, { ending: failed('CODE_MEMORY') }],
    [
      'when the worker broke over its memory',
      { expect: 'memory' },
      { ending: failed('CODE_FAILED', { reason: 'engine' }) },
    ],
    [
      'when it returned too much',
      { expect: 'output-limit' },
      { ending: failed('CODE_OUTPUT_INVALID', { reason: 'too-large' }) },
    ],
    [
      'when it ends in another way that is as good',
      { expect: 'timeout', also: ['error'] },
      { ending: failed('CODE_FAILED') },
    ],
    ['when it is no program and need not be', { kind: 'syntax' }, { ending: failed('CODE_FAILED') }],
  ])('%s', (_, snippet, more) => {
    expect(judge(one(snippet), seen(more))).toEqual([])
  })
})

describe('a snippet is wrong', () => {
  it.each<[string, JsonObject, Partial<Observed>, RegExp]>([
    ['when it fails', {}, { ending: failed('CODE_FAILED') }, /ended as CODE_FAILED/],
    ['when its value is another', { value: { r: 2 } }, {}, /returned the result {"r":1}, not {"r":2}/],
    ['when it does not fail', { expect: 'error' }, {}, /not as error/],
    [
      'when it fails without a sentence',
      { expect: 'error' },
      { ending: { type: 'error', error: { code: 'CODE_FAILED', message: 'x', data: {} } } },
      /not as error/,
    ],
    [
      'when it is stopped too late',
      { expect: 'timeout' },
      { ending: failed('CODE_TIMEOUT'), durationMs: 6_100 },
      /after 6100 ms/,
    ],
    [
      'when it ends before its time',
      { expect: 'timeout' },
      { ending: failed('CODE_FAILED') },
      /not as timeout/,
    ],
    ['when its memory held', { expect: 'memory' }, {}, /not as memory/],
    [
      'when it nested too deeply instead',
      { expect: 'memory' },
      { ending: failed('CODE_FAILED', { reason: 'stack' }) },
      /not as memory/,
    ],
    [
      'when its result was refused for another reason',
      { expect: 'output-limit' },
      { ending: failed('CODE_OUTPUT_INVALID', { reason: 'too-deep' }) },
      /not as output-limit/,
    ],
    [
      'when the next node fails',
      {},
      { healthy: failed('CODE_FAILED') },
      /a healthy node after it ended as CODE_FAILED/,
    ],
    [
      'when the next node returns something else',
      {},
      { healthy: { type: 'result', outputs: { ok: 2 } } },
      /a healthy node after it ended as/,
    ],
    ['when the next node has to wait', {}, { healthyMs: 2_100 }, /took 2100 ms/],
    [
      'when the host has changed',
      {},
      { changes: ['page: global x is new'] },
      /changed the host: page: global x is new/,
    ],
  ])('%s', (_, snippet, more, problem) => {
    const problems = judge(one(snippet), seen(more))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(problem)
  })

  it.each<[string, JsonObject, string]>([
    ['an unknown ending', { expect: 'sunny' }, 'cannot check expect "sunny"'],
    ['an unknown other ending', { also: ['sunny'] }, 'cannot check expect "sunny"'],
    ['an unknown field', { must: ['shine'] }, 'cannot check must'],
    ['an unknown kind', { kind: 'sunny' }, 'cannot check kind "sunny"'],
    ['an unknown language', { language: 'perl' }, 'cannot check language "perl"'],
    ['no code', { code: null }, 'cannot check code'],
  ])('when it has %s', (_, snippet, problem) => {
    expect(one(snippet).unknown).toEqual([problem])
  })

  it('when the file explains its ending nowhere, or counts wrongly', () => {
    const text = fileOf([{ id: 's', expect: 'error', code: FINE }], { expect: { contained: '' }, count: 2 })
    expect(readSnippets(text).map(({ id, unknown }) => [id, unknown])).toEqual([
      ['s', ['cannot check expect "error"']],
      ['count', ['the file says 2 snippets and holds 1']],
    ])
  })
})

it('worlds differ in what is new and what is gone', () => {
  expect(compareWorlds(['a', 'b'], ['b', 'c'])).toEqual(['c is new', 'a is gone'])
})

const good: readonly JsonObject[] = [
  { id: 'good value', expect: 'contained', code: FINE, value: { r: 1 } },
  { id: 'good other names', expect: 'contained', code: 'function main() { return { here: 1, there: [2] } }' },
  { id: 'good error', expect: 'error', code: 'function main() { return nobody }' },
  { id: 'good text', expect: 'contained', kind: 'syntax', code: '}); (function () {' },
  { id: 'good length', expect: 'output-limit', code: 'function main() { return { r: "x".repeat(3e6) } }' },
  {
    id: 'good memory',
    expect: 'memory',
    code: 'function main() { return { r: new Uint8Array(2 ** 31 - 1).length } }',
    also: ['error'],
  },
  {
    id: 'good Python',
    language: 'python3',
    expect: 'contained',
    code: 'def main():\n    return {"r": (1, None)}',
    value: { r: [1, null] },
  },
  { id: 'good Python error', language: 'python3', expect: 'error', code: 'import js' },
]

/** Of each good one another ending is claimed. */
const bad: readonly JsonObject[] = [
  { ...good[0], id: 'bad value', value: { r: 2 } },
  { ...good[0], id: 'bad error', expect: 'error' },
  { ...good[1], id: 'bad other names', expect: 'error' },
  { ...good[2], id: 'bad contained', expect: 'contained' },
  { ...good[0], id: 'bad timeout', expect: 'timeout' },
  { ...good[0], id: 'bad memory', expect: 'memory' },
  { ...good[0], id: 'bad length', expect: 'output-limit' },
  { ...good[0], id: 'bad kind', kind: 'sunny' },
  { ...good[0], id: 'bad ending', expect: 'sunny' },
  { ...good[6], id: 'bad Python', value: { r: [1] } },
  { ...good[7], id: 'bad Python error', expect: 'contained' },
]

it('the command passes what is right and reports each falsified expectation', async () => {
  const folder = folderWith({ 'snippets.json': fileOf([...good, ...bad]) })
  const { lines, last, code } = await runScript('hostile.ts', 'sandbox', `${folder}/snippets.json`)
  const reported = lines
    .filter((line) => line.startsWith('FAILED '))
    .map((line) => line.slice(7).split(': ')[0])
  expect(reported).toEqual(bad.map(({ id }) => id))
  expect({ last, code }).toEqual({ last: `${good.length} passed, ${bad.length} failed`, code: 1 })
})

it('the command fails on a file that is not there', async () => {
  const { last, code } = await runScript('hostile.ts', 'sandbox', 'nowhere.json')
  expect({ last, code }).toEqual({ last: '0 passed, 1 failed', code: 1 })
})
