import type { JsonObject, StartVariable } from '@skep/schema'
import { expect, it } from 'vitest'
import { checkFields } from './check-fields.ts'
import { fieldValue, settle, toInputs } from './field-values.ts'

const field = (variable: string, more: Partial<StartVariable> = {}): StartVariable => ({
  variable,
  label: variable,
  type: 'text-input',
  required: true,
  ...more,
})

const file = (name: string, type: string): JsonObject => ({
  kind: 'file',
  id: name,
  name,
  type,
  extension: name.split('.').at(-1) ?? '',
})

it('shows what was typed, else what the host gave, else the default', () => {
  const name = field('name', { default: 'nobody' })
  expect([
    fieldValue(name, {}, {}),
    fieldValue(name, {}, { name: 'Ada' }),
    fieldValue(name, { name: 'Grace' }, { name: 'Ada' }),
    fieldValue(name, { name: null }, { name: 'Ada' }),
  ]).toEqual(['nobody', 'Ada', 'Grace', null])
})

it('reads numbers and ticks that a host has as texts', () => {
  expect([
    fieldValue(field('n', { type: 'number' }), {}, { n: '4.5' }),
    fieldValue(field('n', { type: 'number' }), {}, { n: 'four' }),
    fieldValue(field('c', { type: 'checkbox' }), {}, { c: 'true' }),
    fieldValue(field('c', { type: 'checkbox' }), {}, {}),
  ]).toEqual([4.5, null, true, false])
})

it('names every problem of a form', () => {
  const fields = [
    field('name'),
    field('blank'),
    field('short', { maxLength: 3 }),
    field('choice', { type: 'select', options: ['a', 'b'] }),
    field('data', { type: 'json-object' }),
    field('list', { type: 'json-object' }),
    field('files', { type: 'file-list', maxLength: 1 }),
    field('picture', { type: 'file', allowedFileTypes: ['image'] }),
    field('sheet', { type: 'file', allowedFileTypes: ['custom'], allowedFileExtensions: ['.CSV'] }),
    field('agreed', { type: 'checkbox' }),
    field('count', { type: 'number' }),
    field('free', { required: false }),
  ]
  const typed = {
    blank: '  ',
    short: 'long',
    choice: 'c',
    data: '{',
    list: '[]',
    files: [file('a.md', 'document'), file('b.md', 'document')],
    picture: file('a.md', 'document'),
    sheet: file('a.csv', 'document'),
    count: 0,
  }
  expect(checkFields(fields, typed, {})).toEqual({
    name: { code: 'required' },
    blank: { code: 'required' },
    short: { code: 'too-long', most: 3 },
    choice: { code: 'option' },
    data: { code: 'not-json' },
    list: { code: 'not-an-object' },
    files: { code: 'too-many', most: 1 },
    picture: { code: 'file-kind' },
  })
})

it('gives a run what was typed and what the host gives beside the form, and nothing that was emptied', () => {
  const fields = [
    field('name'),
    field('note', { required: false }),
    field('level', { default: 'easy' }),
    field('data', { type: 'json-object' }),
  ]
  const given = { note: 'from the host', tenant: 'north' }
  const settled = settle(fields, { name: 'Ada', note: null, level: '', data: '{"a":1}' }, given)
  expect(settled).toEqual({ name: 'Ada', note: null, level: 'easy', data: { a: 1 } })
  expect(toInputs(settled, given)).toEqual({ name: 'Ada', level: 'easy', data: { a: 1 }, tenant: 'north' })
})
