import type { StartVariable } from '@skep/schema'
import { expect, it } from 'vitest'
import { checkForm, QUERY_KEY } from './check-form.ts'

const field = (variable: string, more: Partial<StartVariable> = {}): StartVariable => ({
  variable,
  label: variable,
  type: 'text-input',
  required: true,
  ...more,
})

it('names what is missing, too long or no JSON object', () => {
  const fields = [
    field('name'),
    field('short', { maxLength: 3 }),
    field('data', { type: 'json-object' }),
    field('list', { type: 'json-object' }),
    field('files', { type: 'file-list' }),
    field('agreed', { type: 'checkbox' }),
    field('free', { required: false }),
  ]
  expect(checkForm(fields, { short: 'long', data: '{', list: '[]', files: [] }, ' ')).toEqual({
    name: 'required',
    short: 'too-long',
    data: 'not-json',
    list: 'not-an-object',
    files: 'required',
    [QUERY_KEY]: 'required',
  })
})

it('lets a complete form pass', () => {
  const fields = [field('name'), field('data', { type: 'json-object' }), field('count', { type: 'number' })]
  expect(checkForm(fields, { name: 'Ada', data: '{"a":1}', count: 0 }, undefined)).toEqual({})
})
