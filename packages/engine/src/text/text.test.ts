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
    ['{{ missing }}|{{ none_value }}', { none_value: null }, '|'],
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
  ])('%j fails with TEMPLATE_FAILED', (template) => {
    expect(() => renderJinja(template, { name: 'Ann' }, 1000)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_FAILED' }),
    )
  })
})

describe('checkTemplate', () => {
  it('says what is wrong with a template and runs nothing', () => {
    expect(checkTemplate('{% for x in range(10 ** 12) %}{{ x }}{% endfor %}')).toBeUndefined()
    expect(checkTemplate('Dear {{ name }')).toEqual(expect.any(String))
    expect(checkTemplate('{% if x %}no end')).toEqual(expect.any(String))
  })
})
