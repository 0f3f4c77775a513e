import type { StartVariable, Value } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { readInput } from './start-input.ts'

function field(type: StartVariable['type'], more: Partial<StartVariable> = {}): StartVariable {
  return { variable: 'v', label: 'Field', type, required: false, ...more }
}

const pdf = {
  kind: 'file',
  id: 'f',
  name: 'p.pdf',
  sizeBytes: 1,
  mimeType: 'application/pdf',
  extension: '.pdf',
  type: 'document',
  transferMethod: 'local_file',
} satisfies Value

describe('a form field', () => {
  it.each<readonly [StartVariable, Value | undefined, Value]>([
    [field('text-input', { maxLength: 3 }), 'abc', 'abc'],
    [field('text-input', { maxLength: 3 }), '😀é中', '😀é中'],
    [field('paragraph'), undefined, null],
    [field('paragraph'), '', ''],
    [field('text-input', { default: 'd' }), undefined, 'd'],
    [field('text-input', { default: 'd', required: true }), '', 'd'],
    [field('select', { options: ['a', 'b'] }), 'b', 'b'],
    [field('number'), '12.5', 12.5],
    [field('number'), 0, 0],
    [field('number', { required: true }), 0, 0],
    [field('checkbox'), undefined, false],
    [field('checkbox', { required: true }), undefined, false],
    [field('checkbox'), 'true', true],
    [field('checkbox'), 0, false],
    [field('json-object'), '{"a": 1}', { a: 1 }],
    [field('json-object'), { a: 1 }, { a: 1 }],
    [field('file'), pdf, pdf],
    [field('file', { allowedFileTypes: ['custom'], allowedFileExtensions: ['PDF'] }), pdf, pdf],
    [field('file-list', { maxLength: 1 }), [pdf], [pdf]],
    [field('file-list'), pdf, [pdf]],
  ])('%j takes %j as %j', (variable, given, value) => {
    expect(readInput(variable, given)).toEqual(value)
  })

  it.each<readonly [StartVariable, Value | undefined, string]>([
    [field('text-input', { required: true }), undefined, 'required'],
    [field('text-input', { required: true }), '', 'required'],
    [field('file-list', { required: true }), [], 'required'],
    [field('text-input', { maxLength: 3 }), 'abcd', 'maxLength'],
    [field('text-input'), 5, 'type'],
    [field('select', { options: ['a'] }), 'b', 'option'],
    [field('number'), 'five', 'type'],
    [field('number'), ' ', 'type'],
    [field('checkbox'), 'maybe', 'type'],
    [field('json-object'), '{', 'type'],
    [field('json-object'), '[]', 'type'],
    [
      field('json-object', {
        jsonSchema: { type: 'object', required: ['a'], properties: { a: { type: 'number' } } },
      }),
      { a: 'x' },
      'schema',
    ],
    [field('file'), 'p.pdf', 'type'],
    [field('file', { allowedFileTypes: ['image'] }), pdf, 'fileType'],
    [field('file', { allowedFileUploadMethods: ['remote_url'] }), pdf, 'uploadMethod'],
    [field('file-list', { maxLength: 1 }), [pdf, pdf], 'maxLength'],
  ])('%j refuses %j: %s', (variable, given, reason) => {
    expect(() => readInput(variable, given)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', data: { field: 'v', reason } }),
    )
  })
})
