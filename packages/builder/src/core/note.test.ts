import fc from 'fast-check'
import { expect, it } from 'vitest'
import { noteState, noteText } from './note.ts'

it('gives back the Markdown that was written, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect(noteText({ text: noteState(text) })).toBe(text)
    }),
  )
})

it('writes the formats of an imported note as Markdown', () => {
  const run = (text: string, format = 0): object => ({ type: 'text', text, format })
  const state = {
    root: {
      type: 'root',
      children: [
        { type: 'paragraph', children: [run('Mind the '), run('tide', 1), run(' and '), run('wind', 2)] },
        {
          type: 'list',
          listType: 'bullet',
          children: [
            { type: 'listitem', children: [run('one')] },
            {
              type: 'listitem',
              children: [{ type: 'link', url: 'https://a.example', children: [run('two')] }],
            },
          ],
        },
      ],
    },
  }
  expect(noteText({ text: JSON.stringify(state) })).toBe(
    'Mind the **tide** and *wind*\n- one\n- [two](https://a.example)',
  )
})

it('takes text that is no editor state as it is', () => {
  expect([noteText({ text: '{ curly' }), noteText({ text: '{"a":1}' }), noteText({})]).toEqual([
    '{ curly',
    '{"a":1}',
    '',
  ])
})
