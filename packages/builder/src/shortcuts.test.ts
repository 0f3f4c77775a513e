import { expect, it } from 'vitest'
import { meaningOf, shortcutText } from './shortcuts.ts'

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', true>> = {},
) => meaningOf({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...modifiers })

it('understands the keys of both kinds of machines', () => {
  expect([
    press('z', { ctrlKey: true })?.action,
    press('z', { metaKey: true })?.action,
    press('Z', { metaKey: true, shiftKey: true })?.action,
    press('y', { ctrlKey: true })?.action,
    press('?', { shiftKey: true })?.action,
    press('L', { shiftKey: true })?.action,
    press('Backspace')?.action,
  ]).toEqual(['undo', 'undo', 'redo', 'redo', 'help', 'layout', 'remove'])
})

it('moves by one step, or by ten with Shift, and walks with Alt', () => {
  expect([
    press('ArrowLeft'),
    press('ArrowDown', { shiftKey: true }),
    press('ArrowRight', { altKey: true }),
  ]).toEqual([
    { action: 'nudge', x: -10, y: 0 },
    { action: 'nudge', x: 0, y: 100 },
    { action: 'walk', x: 10, y: 0 },
  ])
})

it('leaves other keys to the page', () => {
  expect([
    press('q'),
    press('Tab'),
    press('ArrowUp', { ctrlKey: true }),
    press('s', { ctrlKey: true }),
  ]).toEqual([undefined, undefined, undefined, undefined])
})

it('writes keys as people know them', () => {
  expect([
    shortcutText('mod+shift+z', false),
    shortcutText('mod+c', true),
    shortcutText('delete', false),
  ]).toEqual(['Ctrl+Shift+Z', '⌘C', 'Del'])
})
