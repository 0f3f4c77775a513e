import { describe, expect, it } from 'vitest'
import { renderOpening, variablesInOpening } from './index.ts'

describe('an opening statement', () => {
  it('names its variables', () => {
    expect(variablesInOpening('Hi {{name}}, {{ city }} {{#a.b#}} {{9x}} {{name}}')).toEqual([
      'name',
      'city',
      'name',
    ])
  })

  it('is filled with what the form holds, once', () => {
    const inputs = { name: '{{city}}', city: 'Delft', age: 3, list: [1] }
    expect(renderOpening('{{name}} {{city}} {{age}} [{{list}}{{none}}{{toString}}]', inputs)).toBe(
      '{{city}} Delft 3 []',
    )
  })
})
