import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatReference, isVariableScope, parseTemplate, selectorsInText } from './index.ts'

describe('parseTemplate', () => {
  it('cuts a text into literals and references', () => {
    expect(parseTemplate('Hi {{#sys.query#}}, {{#llm_1.usage.total_tokens#}}!')).toEqual([
      { type: 'text', text: 'Hi ' },
      { type: 'variable', selector: ['sys', 'query'], source: '{{#sys.query#}}' },
      { type: 'text', text: ', ' },
      {
        type: 'variable',
        selector: ['llm_1', 'usage', 'total_tokens'],
        source: '{{#llm_1.usage.total_tokens#}}',
      },
      { type: 'text', text: '!' },
    ])
  })

  it.each([
    '{{#context#}}',
    '{{ sys.query }}',
    '{{#a-b.c#}}',
    '{{#a.1b#}}',
    `{{#${'a'.repeat(51)}.b#}}`,
    `{{#a.${'b'.repeat(31)}#}}`,
    '{{#a.b#}',
  ])('leaves %s as it stands', (text) => {
    expect(parseTemplate(text)).toEqual([{ type: 'text', text }])
  })

  it('gives the text back when its parts are joined, whatever the text', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('{{#', '#}}', 'a.b', '{{#a.b#}}', '{', '#'))
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('')
        expect(
          parseTemplate(text)
            .map((part) => (part.type === 'text' ? part.text : part.source))
            .join(''),
        ).toBe(text)
      }),
    )
  })

  it('is done with a hostile text in no time', () => {
    const startedAt = performance.now()
    parseTemplate('{{#a.'.repeat(50_000))
    parseTemplate(`{{#${'a.'.repeat(100_000)}`)
    expect(performance.now() - startedAt).toBeLessThan(30_000)
  })
})

describe('selectors in text', () => {
  it('are listed in order, with repeats', () => {
    expect(selectorsInText('{{#a.b#}}{{#env.KEY#}}{{#a.b#}}')).toEqual([
      ['a', 'b'],
      ['env', 'KEY'],
      ['a', 'b'],
    ])
  })

  it('are written as they are read', () => {
    expect(formatReference(['llm_1', 'text'])).toBe('{{#llm_1.text#}}')
    expect(selectorsInText(formatReference(['a', 'b', 'c']))).toEqual([['a', 'b', 'c']])
  })

  it('know their scopes', () => {
    expect(['sys', 'env', 'conversation', 'llm_1', undefined].map(isVariableScope)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})
