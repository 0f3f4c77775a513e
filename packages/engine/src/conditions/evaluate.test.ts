import type { Condition, FileValue, Selector, SubCondition, Value } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { evaluateConditions } from './evaluate.ts'

const file = (name: string, type: FileValue['type'], sizeBytes: number): Value => ({
  kind: 'file',
  id: name,
  name,
  sizeBytes,
  mimeType: type === 'image' ? 'image/png' : 'application/pdf',
  extension: `.${name.split('.')[1]}`,
  type,
  transferMethod: 'local_file',
})

const pool: Readonly<Record<string, Value>> = {
  'a.text': 'hello',
  'a.none': null,
  'a.files': [file('cat.png', 'image', 10), file('book.pdf', 'document', 2000)],
}
const variables = {
  read: (selector: Selector) => pool[selector.join('.')],
  renderText: (text: string) => text.replace('{{#a.text#}}', 'hello'),
}

function condition(
  selector: string,
  operator: Condition['operator'],
  value: Condition['value'] = '',
): Condition {
  return { id: 'c', selector: selector.split('.'), operator, value }
}

function ofFiles(logicalOperator: 'and' | 'or', ...conditions: readonly SubCondition[]): Condition {
  return { ...condition('a.files', 'contains'), subConditions: { logicalOperator, conditions } }
}

describe('conditions together', () => {
  it.each([
    ['and', true, [condition('a.text', 'is', 'hello'), condition('a.text', 'contains', 'ell')]],
    ['and', false, [condition('a.text', 'is', 'hello'), condition('a.text', 'is', 'x')]],
    ['or', true, [condition('a.text', 'is', 'x'), condition('a.text', 'is', 'hello')]],
    ['or', false, [condition('a.text', 'is', 'x')]],
    ['and', true, []],
    ['or', false, []],
    ['and', true, [condition('a.text', 'is', '{{#a.text#}}')]],
  ] as const)('joined by %s hold: %s (%#)', (operator, holds, conditions) => {
    expect(evaluateConditions(conditions, operator, variables).holds).toBe(holds)
  })

  it('stop at the one that decides, so a later missing variable does not matter', () => {
    const missing = condition('b.text', 'is', 'x')
    expect(evaluateConditions([condition('a.text', 'is', 'hello'), missing], 'or', variables).holds).toBe(
      true,
    )
    expect(evaluateConditions([condition('a.text', 'is', 'x'), missing], 'and', variables).holds).toBe(false)
  })

  it.each(['is', 'empty', 'not exists', 'null'] as const)(
    'fail on a missing variable, also with %s',
    (operator) => {
      expect(() => evaluateConditions([condition('b.text', operator)], 'and', variables)).toThrow(
        expect.objectContaining({ code: 'VARIABLE_NOT_FOUND', data: { selector: ['b', 'text'] } }),
      )
    },
  )

  it('say what they compared', () => {
    expect(evaluateConditions([condition('a.none', 'is', '{{#a.text#}}')], 'and', variables)).toEqual({
      holds: false,
      comparisons: [{ actual: null, operator: 'is', expected: 'hello', holds: false }],
    })
  })
})

describe('conditions on the files of a list', () => {
  it.each([
    ['any file of that type', true, ofFiles('and', { key: 'type', operator: 'in', value: ['image'] })],
    ['no file of that type', false, ofFiles('and', { key: 'type', operator: 'in', value: ['audio'] })],
    [
      '"not" asks about every file',
      false,
      ofFiles('and', { key: 'name', operator: 'not contains', value: 'cat' }),
    ],
    ['every file is not it', true, ofFiles('and', { key: 'name', operator: 'not contains', value: 'dog' })],
    ['a size', true, ofFiles('and', { key: 'size', operator: '>', value: '1000' })],
    [
      'an extension without its dot',
      true,
      ofFiles('and', { key: 'extension', operator: 'is', value: 'pdf' }),
    ],
    [
      'one of two, by or',
      true,
      ofFiles(
        'or',
        { key: 'name', operator: 'is', value: 'dog.png' },
        { key: 'mime_type', operator: 'is', value: 'application/pdf' },
      ),
    ],
    [
      'both, by and',
      false,
      ofFiles(
        'and',
        { key: 'name', operator: 'is', value: 'dog.png' },
        { key: 'mime_type', operator: 'is', value: 'application/pdf' },
      ),
    ],
  ] as const)('%s: %s', (_, holds, each) => {
    expect(evaluateConditions([each], 'and', variables).holds).toBe(holds)
  })
})
