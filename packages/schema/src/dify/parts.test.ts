import { describe, expect, it } from 'vitest'
import { layOut, readPoint } from './layout.ts'
import { Reader, type ReadNotes, toValueType } from './reader.ts'
import { formatPath } from './report.ts'
import { inlineSecrets, SecretTaker } from './secrets.ts'
import { readVersion } from './version.ts'

function reader(
  value: Record<string, string | number | boolean | null | readonly (string | null)[] | object>,
): Reader {
  const notes: ReadNotes = { problems: [], approximations: [] }
  return new Reader(JSON.parse(JSON.stringify(value)), ['at', 0], notes)
}

describe('Reader', () => {
  it('converts scalars where nothing is lost', () => {
    const data = reader({ n: '12', t: 7, yes: 'true', no: 0, list: ['a', 1], empty: '' })
    expect([data.number('n'), data.text('t'), data.boolean('yes'), data.boolean('no')]).toEqual([
      12,
      '7',
      true,
      false,
    ])
    expect([data.texts('list'), data.list('empty'), data.number('empty'), data.inner('empty')]).toEqual([
      ['a', '1'],
      [],
      undefined,
      undefined,
    ])
    expect(data.notes.problems).toEqual([])
  })

  it('takes nothing of another kind for nothing', () => {
    const data = reader({ list: {}, mapping: [], texts: ['a', null] })
    expect([data.list('list'), data.inner('mapping'), data.texts('texts')]).toEqual([[], undefined, ['a']])
    expect(data.notes.problems).toEqual([])
  })

  it('reads absent and null as absent', () => {
    const data = reader({ a: null })
    expect([data.text('a'), data.number('b'), data.boolean('a'), data.inner('a'), data.list('b')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      [],
    ])
  })

  it('collects every problem with its path', () => {
    const data = reader({ a: {}, b: 'x', c: 'maybe', d: 3, e: [{}, 4], f: -1 })
    data.text('a')
    data.number('b')
    data.boolean('c')
    data.list('d')
    data.inner('d')
    data.items('e')
    data.texts('e')
    data.count('f')
    expect(data.notes.problems.map(({ path, message }) => `${formatPath(path)} ${message}`)).toEqual([
      'at[0].a must be a text',
      'at[0].b must be a number',
      'at[0].c must be true or false',
      'at[0].d must be a list',
      'at[0].d must be a mapping',
      'at[0].e[1] must be a mapping',
      'at[0].e[0] must be a text',
      'at[0].f must not be below 0',
    ])
  })

  it('says when a word is not known', () => {
    const data = reader({ mode: 'strange', type: 'Array[String]', other: 'tensor' })
    expect([data.choice('mode', ['a', 'b']), data.valueType('type'), data.valueType('other')]).toEqual([
      undefined,
      'array[string]',
      'any',
    ])
    expect(data.notes.approximations).toHaveLength(2)
  })

  it('knows the other names of types', () => {
    expect(['integer', 'float', 'bool', 'toString'].map(toValueType)).toEqual([
      'number',
      'number',
      'boolean',
      undefined,
    ])
  })
})

describe('positions', () => {
  it('are read when a canvas could use them', () => {
    expect(
      [{ x: 1, y: -2 }, { x: '600px', y: 1 }, { x: null, y: 0 }, { x: 1e300, y: 0 }, [1, 2], null].map(
        readPoint,
      ),
    ).toEqual([{ x: 1, y: -2 }, undefined, undefined, undefined, undefined, undefined])
  })

  it('are laid out in columns by distance from the beginning, circles included', () => {
    const edges = [
      { source: 'a', target: 'b' },
      { source: 'a', target: 'c' },
      { source: 'c', target: 'd' },
      { source: 'x', target: 'y' },
      { source: 'y', target: 'x' },
    ]
    expect(Object.fromEntries(layOut(['a', 'b', 'c', 'd', 'x', 'y'], edges))).toEqual({
      a: { x: 80, y: 280 },
      b: { x: 384, y: 280 },
      c: { x: 384, y: 420 },
      d: { x: 688, y: 280 },
      x: { x: 80, y: 420 },
      y: { x: 80, y: 560 },
    })
  })
})

describe('SecretTaker', () => {
  it('takes keys out of an http node and leaves references, one for each different key', () => {
    const taker = new SecretTaker('app', ['HTTP_KEY_1'])
    const data = {
      authorization: { type: 'api-key', config: { type: 'bearer', api_key: 'sk-1' } },
      headers: 'Accept: text/html\nAuthorization: Bearer sk-2 \nX-Api-Key:sk-1\nX-Auth-Token: {{#env.T#}}',
      params: 'api_key: sk-3\nq: token',
      body: { data: 'x' },
    }
    expect(taker.httpNode(data)).toEqual({
      authorization: { type: 'api-key', config: { type: 'bearer', api_key: '{{#env.HTTP_KEY_3#}}' } },
      headers:
        'Accept: text/html\nAuthorization: {{#env.HTTP_KEY_2#}} \nX-Api-Key:{{#env.HTTP_KEY_3#}}\nX-Auth-Token: {{#env.T#}}',
      params: 'api_key: {{#env.HTTP_KEY_4#}}\nq: token',
      body: { data: 'x' },
    })
    expect(taker.created.map(({ secretName, value }) => [secretName, value])).toEqual([
      ['app.HTTP_KEY_2', 'Bearer sk-2'],
      ['app.HTTP_KEY_3', 'sk-1'],
      ['app.HTTP_KEY_4', 'sk-3'],
    ])
  })

  it('leaves a node without keys as it is', () => {
    const taker = new SecretTaker('app', [])
    const data = { authorization: { type: 'no-auth', config: null }, headers: '', url: 'http://x' }
    expect(taker.httpNode(data)).toEqual(data)
    expect(taker.httpNode({})).toEqual({})
    expect(taker.taken).toEqual([])
  })

  it('puts values back in place, and leaves other references', () => {
    expect(
      inlineSecrets(['{{#env.A#}}:{{#env.B#}}', { x: '{{#env.A#}}' }], new Map([['A', '$& 1']])),
    ).toEqual(['$& 1:{{#env.B#}}', { x: '$& 1' }])
  })
})

describe('readVersion', () => {
  const older = (version: string) => ({
    code: 'VERSION_OLDER',
    message: `The file is of version ${version}, older than 0.6.0. Its old spellings were read as what they mean.`,
    path: ['version'],
  })

  it.each([[undefined], [null]])('%s is 0.1.0, and not named', (value) => {
    expect(readVersion(value)).toEqual({
      sourceVersion: null,
      currentVersion: '0.6.0',
      status: 'completed-with-warnings',
      warnings: [older('0.1.0')],
    })
  })

  it.each(['0.6.0', '0.6.3', '0.7.0', '0.6'])('%s is known and current', (value) => {
    expect(readVersion(value)).toEqual({
      sourceVersion: value,
      currentVersion: '0.6.0',
      status: 'completed',
      warnings: [],
    })
  })

  it.each(['0.1.0', '0.1.5', '0.2.0', '0.3.1', '0.4.0', '0.5.0'])(
    '%s is older, which is a warning',
    (value) => {
      expect(readVersion(value)).toEqual({
        sourceVersion: value,
        currentVersion: '0.6.0',
        status: 'completed-with-warnings',
        warnings: [older(value)],
      })
    },
  )

  it.each(['0.7.1', '0.10.0', '1.0.0'])('%s is newer, so a person has to agree', (value) => {
    expect(readVersion(value)).toMatchObject({
      sourceVersion: value,
      status: 'pending',
      warnings: [{ code: 'VERSION_NEWER' }],
    })
  })

  it.each([0.3, 1, 'latest', '', true, ['0.3.0']])('%j is none that could be compared', (value) => {
    expect(() => readVersion(value)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'DSL_VERSION' }) }),
    )
  })
})
