import { describe, expect, it } from 'vitest'
import { createTranslate, defineMessages } from './messages.ts'

const messages = defineMessages({
  'x.hello': 'Hello, {name}.',
  'x.files': { one: '{count} file', other: '{count} files' },
})

describe('createTranslate', () => {
  it('fills placeholders and leaves unknown ones as they are', () => {
    const t = createTranslate(messages, {}, 'en')
    expect([t('x.hello', { name: 'Ada' }), t('x.hello')]).toEqual(['Hello, Ada.', 'Hello, {name}.'])
  })

  it('writes numbers and chooses plurals as the locale does', () => {
    const english = createTranslate(messages, {}, 'en')
    const polish = createTranslate(
      messages,
      {
        'x.files': {
          one: '{count} plik',
          few: '{count} pliki',
          many: '{count} plików',
          other: '{count} pliku',
        },
      },
      'pl',
    )
    expect([english('x.files', { count: 1 }), english('x.files', { count: 1200 })]).toEqual([
      '1 file',
      '1,200 files',
    ])
    expect([1, 3, 5].map((count) => polish('x.files', { count }))).toEqual(['1 plik', '3 pliki', '5 plików'])
  })

  it('does not read a placeholder inside a value', () => {
    const t = createTranslate(messages, {}, 'en')
    expect(t('x.hello', { name: '{name}' })).toBe('Hello, {name}.')
  })
})
