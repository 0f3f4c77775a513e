import { readFileSync } from 'node:fs'
import type { JsonObject } from '@skep/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkTemplate, renderJinja } from './jinja.ts'
import { parseModelJson } from './repair-json.ts'
import { createThinkSplitter, type ThinkPart } from './think-splitter.ts'

function joined(parts: readonly ThinkPart[], type: ThinkPart['type']): string {
  return parts.flatMap((part) => (part.type === type ? [part.text] : [])).join('')
}

describe('thoughts', () => {
  it('are told apart wherever the stream is cut', () => {
    const whole = '<think>I < you</think>\n\nHello <b>you</b>, 1 <think>more</think>done<th'
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 12 }), (cuts) => {
        const splitter = createThinkSplitter()
        const marks = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
        const parts = marks.slice(1).flatMap((to, index) => splitter.push(whole.slice(marks[index], to)))
        parts.push(...splitter.end())
        expect(joined(parts, 'text')).toBe('Hello <b>you</b>, 1 done<th')
        expect(joined(parts, 'reasoning')).toBe('I < youmore')
      }),
    )
  })

  it('stay thoughts when nobody closes them', () => {
    const splitter = createThinkSplitter()
    expect([...splitter.push('a<think>b</thi'), ...splitter.end()]).toEqual([
      { type: 'text', text: 'a' },
      { type: 'reasoning', text: 'b' },
      { type: 'reasoning', text: '</thi' },
    ])
  })
})

describe('JSON of a model', () => {
  it.each([
    ['{"a": 1}'],
    ['Sure!\n```json\n{"a": 1}\n```\nAnything else?'],
    ['Here it is: {"a": 1} as you wished.'],
    ['{"a": 1,}'],
    ['```\n{\n  "a": 1,\n}\n```'],
  ])('is read from %j', (text) => {
    expect(parseModelJson(text)).toEqual({ a: 1 })
  })

  it('keeps commas inside texts', () => {
    expect(parseModelJson('{"a": ",}", "b": [1,],}')).toEqual({ a: ',}', b: [1] })
  })

  it.each(['', 'I cannot do that.', '{"a": ', '{a: 1}'])('cannot be read from %j', (text) => {
    expect(() => parseModelJson(text)).toThrow(expect.objectContaining({ code: 'MODEL_OUTPUT_INVALID' }))
  })
})

describe('Jinja', () => {
  it.each([
    ['Hello {{ name }}!', { name: 'Ann' }, 'Hello Ann!'],
    ['{{ missing }}|{{ none_value }}', { none_value: null }, '|None'],
    ['{% for x in xs %}{{ loop.index }}:{{ x | upper }} {% endfor %}', { xs: ['a', 'b'] }, '1:A 2:B '],
    ['{% if n > 1 %}many{% elif n == 1 %}one{% else %}none{% endif %}', { n: 1 }, 'one'],
    ['{{ xs | join(", ") }} {{ xs | length }} {{ x | default("d") }}', { xs: ['a', 'b'] }, 'a, b 2 d'],
    ['{{ data | tojson }}', { data: { a: [1] } }, '{"a": [1]}'],
    ['a\n{% if true %}\nb\n{% endif %}\nc', {}, 'a\n\nb\n\nc'],
    ['a\n{%- if true -%}\nb\n{%- endif %}', {}, 'ab'],
    ['{{ data.a.b }} {{ data["a"]["b"] }}', { data: { a: { b: 1 } } }, '1 1'],
    [
      '{% set total = namespace(n=0) %}{% for i in range(3) %}{% set total.n = total.n + i %}{% endfor %}{{ total.n }}',
      {},
      '3',
    ],
  ])('%j', (template, variables, text) => {
    expect(renderJinja(template, variables, 1000)).toBe(text)
  })

  it.each([
    ['{{ '],
    ['{% for x in %}'],
    ['{{ name.constructor.constructor("return 1")() }}'],
    ['{% for i in range(1000000000) %}{% endfor %}'],
    ['{% for i in range(20000) %}{% for j in range(20000) %}x{% endfor %}{% endfor %}'],
    ['{{ "x" * 2000 }}'],
    ['{% for i in range(2000) %}x{% endfor %}'],
    ['{% set ns = namespace(s="ab") %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}'],
    ['{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}'],
    ['{% set l = [1] %}{% for i in range(60) %}{% set _ = l.extend(l) %}{% endfor %}{{ l | length }}'],
    ['{{ [0] * 1000000000 }}'],
    ['{{ "x".ljust(1000000000) }}'],
    ['{{ "x".zfill(1000000000) | length }}'],
    ['{{ "x" | center(1000000000) | length }}'],
    ['{{ "a\\nb" | indent(1000000000) | length }}'],
    ['{{ "%1000000000d" % 1 }}'],
    ['{{ "{:1000000000}".format(1) }}'],
    ['{{ ("x" * 100000).replace("x", "y" * 100000) | length }}'],
    ['{{ ("x" * 100000).replace("", "y" * 100000) | length }}'],
    ['{{ range(20000) | map("string") | join("x" * 100000) | length }}'],
    ['{{ [1] | batch(1000000000, 1) | list }}'],
    ['{{ [1] | slice(1000000000) | list }}'],
    ['{{ 10 ** 400 }}'],
    ['{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}'],
    [`{{ ${'('.repeat(50_000)} }}`],
    [`{{ ${'['.repeat(9_000)}${']'.repeat(9_000)} }}`],
    [`{{ ${' '.repeat(30_000)} }}`],
    [`${'{% raw %}'.repeat(20_000)}`],
    [`${'{#'.repeat(50_000)}`],
    ['{{ name.__class__.__mro__[1].__subclasses__() }}'],
    ['{{ range.constructor("return 1")() }}'],
    ['{{ {}.constructor.constructor("return 1")() }}'],
    ['{{ ""["constructor"]["constructor"]("return 1")() }}'],
    ['{{ {}["__proto__"]["x"] }}'],
    ['{{ [] | map(attribute="constructor") | map("nosuchfilter") | list | random }}'],
  ])('%j fails with TEMPLATE_FAILED', (template) => {
    expect(() => renderJinja(template, { name: 'Ann' }, 1000)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_FAILED' }),
    )
  })

  it('counts characters, not units of JavaScript', () => {
    expect(renderJinja('{{ "😀" * 100 }}', {}, 100)).toBe('😀'.repeat(100))
    expect(() => renderJinja('{{ "😀" * 101 }}', {}, 100)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_FAILED' }),
    )
  })

  // Cut off letter by letter, such a word took minutes.
  it.each([
    ["('a' * 300000)|wordwrap(1)|length", '599999'],
    ["('a ' * 100000)|wordwrap(1)|length", '199999'],
    ["('a' * 300000)|wordwrap(5, false)|length", '300000'],
  ])('breaks long texts: %s', (expression, length) => {
    expect(renderJinja(`{{ ${expression} }}`, {}, 100)).toBe(length)
  })
})

describe('Jinja beside Jinja2', () => {
  const path = new URL('../../fixtures/jinja/expected.json', import.meta.url)
  // What make.py writes.
  const { variables, rows } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly variables: JsonObject
    readonly rows: readonly { readonly template: string; readonly text: string | null }[]
  }

  /** Where Jinja2 fails, or writes the address of an object, and an answer is of more use. */
  const KINDER: Readonly<Record<string, string>> = {
    '{{ missing | reverse }}': '[]',
    '{{ xs | reverse }}': "['a', 'c', 'A', 'b']",
    '{{ d | reverse }}': "['C', 'a', 'b']",
    '{{ xs | urlencode }}': '%5B%27b%27%2C%20%27A%27%2C%20%27c%27%2C%20%27a%27%5D',
    '{{ none | indent }}': 'None',
    '{{ missing | indent }}': '',
    '{{ n | indent }}': '7',
    '{{ xs | indent }}': "['b', 'A', 'c', 'a']",
    '{{ d | indent }}': "{'b': 2, 'a': 1, 'C': 3}",
  }

  function render(template: string): string | null {
    try {
      return renderJinja(template, variables, 400_000)
    } catch {
      return null // as the table has it
    }
  }

  it('has a table to be compared with', () => {
    expect(rows.length).toBeGreaterThan(700)
    expect(rows.filter(({ text }) => text === null).length).toBeLessThan(rows.length / 5)
  })

  it.each(rows)('$template', ({ template, text }) => {
    expect(render(template)).toBe(KINDER[template] ?? text)
  })

  it('changes nothing of what it is given', () => {
    const given = { list: [1], map: { a: 1 } }
    renderJinja('{{ list.append(2) }}{{ map.update(b=2) }}{{ map.pop("a") }}', given, 1000)
    expect(given).toEqual({ list: [1], map: { a: 1 } })
  })

  it('never reaches a prototype, whatever the names', () => {
    const name = fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'call',
    )
    const from = fc.constantFrom('x', '""', '[]', '{}', '(1, 2)', 'n', 'range', 'namespace()', 'loop')
    fc.assert(
      fc.property(from, name, name, (start, first, second) => {
        const template = `{% for loop2 in [1] %}{{ ${start}.${first} is defined }}{{ ${start}["${second}"] is defined }}{% endfor %}`
        expect(['FalseFalse', 'undefined']).toContain(tryRender(template, { x: {}, n: 1 }))
      }),
    )
  })

  it('ends, in a text or in TEMPLATE_FAILED, on any template', () => {
    const piece = fc.constantFrom(
      ...[
        '{{',
        '}}',
        '{%',
        '%}',
        '{#',
        '#}',
        '-',
        ' x ',
        ' if ',
        ' for ',
        ' in ',
        ' endfor ',
        ' endif ',
        ' is ',
        ' not ',
      ],
      ...[
        '|',
        '(',
        ')',
        '[',
        ']',
        '.',
        ',',
        '"',
        "'",
        '\\',
        '=',
        '==',
        '1',
        'e5',
        ' set ',
        ' raw ',
        ' endraw ',
        '\n',
      ],
      ...[
        ' with ',
        ' endwith ',
        ' recursive ',
        ' else ',
        'upper',
        'join',
        '~',
        '**',
        '{',
        '}',
        ':',
        '%',
        'é',
      ],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const template = pieces.join('')
        const problem = checkTemplate(template)
        const text = tryRender(template, { x: [1] })
        if (problem !== undefined) expect(text).toBe('undefined')
      }),
      { numRuns: 2000 },
    )
  })
})

function tryRender(template: string, values: JsonObject): string {
  try {
    return renderJinja(template, values, 100_000)
  } catch (error) {
    expect(error).toMatchObject({ code: 'TEMPLATE_FAILED' })
    return 'undefined'
  }
}

describe('checkTemplate', () => {
  it('says what is wrong with a template and runs nothing', () => {
    expect(checkTemplate('{% for x in range(10 ** 12) %}{{ x }}{% endfor %}')).toBeUndefined()
    expect(checkTemplate('Dear {{ name }')).toEqual(expect.any(String))
    expect(checkTemplate('{% if x %}no end')).toEqual(expect.any(String))
  })
})
