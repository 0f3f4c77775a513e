import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** Our tokens are CSS variables, which reach into the shadow root. @internal */
export const editorTheme: Extension = EditorView.theme({
  '&': {
    color: 'var(--sk-ink)',
    backgroundColor: 'transparent',
    fontSize: '13px',
    flex: '1 1 auto',
    minHeight: '0',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: '20px', overflow: 'auto', scrollbarWidth: 'thin' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--sk-accent)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--sk-accent)', borderLeftWidth: '2px' },
  '.cm-placeholder': { color: 'var(--sk-faint)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--sk-accent-soft)',
  },
  '.cm-chip': {
    display: 'inline-flex',
    alignItems: 'center',
    maxWidth: '100%',
    verticalAlign: 'bottom',
    height: '18px',
    margin: '1px',
    padding: '0 5px',
    borderRadius: '5px',
    border: '1px solid color-mix(in srgb, var(--sk-accent) 28%, transparent)',
    backgroundColor: 'var(--sk-accent-soft)',
    color: 'var(--sk-accent-text)',
    fontSize: '12px',
    lineHeight: '16px',
    whiteSpace: 'pre',
    overflow: 'hidden',
    cursor: 'default',
  },
  '.cm-chip-path': { fontFamily: 'var(--sk-mono)', fontSize: '11px' },
  '.cm-chip-broken': {
    borderColor: 'color-mix(in srgb, var(--sk-bad) 40%, transparent)',
    backgroundColor: 'var(--sk-bad-soft)',
    color: 'var(--sk-bad)',
  },
})

const codeColours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: 'var(--sk-accent-text)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--sk-good)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--sk-info)' },
  { tag: tags.comment, color: 'var(--sk-faint)', fontStyle: 'italic' },
  {
    tag: [tags.function(tags.variableName), tags.definition(tags.function(tags.variableName))],
    color: 'var(--sk-info)',
  },
  { tag: tags.invalid, color: 'var(--sk-bad)' },
])

/** @internal */
export const codeTheme: Extension = [
  syntaxHighlighting(codeColours),
  EditorView.theme({
    '.cm-scroller': { fontFamily: 'var(--sk-mono)', fontSize: '12px' },
    '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--sk-faint)', border: 'none' },
    '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--sk-ink)' },
    '.cm-line': { padding: '0 10px 0 8px' },
    '.cm-problem': { backgroundColor: 'var(--sk-bad-soft)' },
    '.cm-problem-number': { color: 'var(--sk-bad)', fontWeight: '600' },
    '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--sk-accent-soft)', outline: 'none' },
  }),
]
