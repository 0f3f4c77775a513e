import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { pythonLanguage } from '@codemirror/lang-python'
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language'
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
  type ViewUpdate,
} from '@codemirror/view'
import { codeTheme, editorTheme } from './editor-theme.ts'
import { problemLine } from './problem-line.ts'
import { type DescribeChip, referenceChips } from './reference-chips.ts'
import { typeOverSelection } from './type-over-selection.ts'

/** A place in the text where the reader wants a variable: what was typed to ask for it, and where in the window. @internal */
export interface VariableWish {
  readonly from: number
  readonly to: number
  readonly point: { readonly x: number; readonly y: number }
}

/** @internal */
export interface EditorOptions {
  readonly kind: 'template' | 'javascript' | 'python' | 'plain'
  readonly text: string
  readonly label: string
  readonly placeholder: string
  readonly isReadOnly: boolean
  readonly describe: DescribeChip
  readonly onChange: (text: string) => void
  readonly onWish: (wish: VariableWish) => void
}

/** An editor that stands in a shadow root. @internal */
export interface Editor {
  /** Puts in a text that changed elsewhere, e.g. by undo. */
  setText(text: string): void
  setDescribe(describe: DescribeChip): void
  setReadOnly(isReadOnly: boolean): void
  setLabel(label: string): void
  /** Marks a line, from 1, as the one that is wrong. */
  setProblemLine(line: number | undefined): void
  /** Where the caret is, as a wish without typed characters. */
  wishAtCaret(): VariableWish
  replace(from: number, to: number, text: string): void
  /** With these characters selected, or as it was. */
  focus(selection?: readonly [from: number, to: number]): void
  destroy(): void
}

// Marks changes that came from outside, so that they are not reported back.
const fromOutside = Annotation.define<boolean>()

/**
 * Makes an editor. Its styles go into the shadow root's adopted sheets: nothing is added to the page's head, and a
 * strict style policy has nothing to refuse.
 * @internal
 */
export function createEditor(root: ShadowRoot, options: EditorOptions): Editor {
  const chips = new Compartment()
  const access = new Compartment()
  const names = new Compartment()
  const problems = new Compartment()
  // Programs read from the left wherever they stand; texts as their own words do.
  const dir = options.kind === 'template' || options.kind === 'plain' ? 'auto' : 'ltr'
  const name = (label: string): Extension =>
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0', dir })
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        history(),
        drawSelection(),
        typeOverSelection,
        // Earlier extensions win: the code's font over the text's.
        ...kindExtensions(options),
        editorTheme,
        chips.of(options.kind === 'template' ? referenceChips(options.describe) : []),
        access.of(readOnly(options.isReadOnly)),
        names.of(name(options.label)),
        problems.of([]),
        placeholder(options.placeholder),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged || update.transactions.some((each) => each.annotation(fromOutside))) return
          options.onChange(update.state.doc.toString())
          const wish = options.kind === 'template' ? wishOf(update) : undefined
          // Coordinates can be read only after the update.
          if (wish) queueMicrotask(() => options.onWish({ ...wish, point: pointAt(update.view, wish.to) }))
        }),
      ],
    }),
  })
  return {
    setText(text) {
      const old = view.state.doc.toString()
      if (old === text) return
      view.dispatch({ changes: { from: 0, to: old.length, insert: text }, annotations: fromOutside.of(true) })
    },
    setDescribe(describe) {
      if (options.kind === 'template') view.dispatch({ effects: chips.reconfigure(referenceChips(describe)) })
    },
    setReadOnly: (value) => view.dispatch({ effects: access.reconfigure(readOnly(value)) }),
    setLabel: (label) => view.dispatch({ effects: names.reconfigure(name(label)) }),
    setProblemLine: (line) => view.dispatch({ effects: problems.reconfigure(problemLine(line)) }),
    wishAtCaret() {
      const { from, to } = view.state.selection.main
      return { from, to, point: pointAt(view, to) }
    },
    replace(from, to, text) {
      view.dispatch({
        changes: { from, to, insert: text },
        selection: { anchor: from + text.length },
        userEvent: 'input',
      })
    },
    focus(selection) {
      const [anchor = 0, head = 0] = (selection ?? []).map((at) => Math.min(at, view.state.doc.length))
      if (selection) view.dispatch({ selection: { anchor, head } })
      view.focus()
    },
    destroy: () => view.destroy(),
  }
}

function kindExtensions({ kind }: EditorOptions): readonly Extension[] {
  if (kind === 'template') return [EditorView.lineWrapping]
  if (kind === 'plain') return [EditorView.lineWrapping, codeTheme]
  return [
    // Python is coloured alone: its indentation is meaning, and typing must not change it.
    ...(kind === 'javascript' ? [javascript(), indentOnInput()] : [pythonLanguage]),
    lineNumbers(),
    highlightActiveLineGutter(),
    bracketMatching(),
    indentUnit.of(kind === 'javascript' ? '  ' : '    '),
    codeTheme,
    keymap.of([indentWithTab]), // Escape, then Tab leaves the editor
  ]
}

function readOnly(isReadOnly: boolean): Extension {
  return [EditorState.readOnly.of(isReadOnly), EditorView.editable.of(!isReadOnly)]
}

/** Typing `{{`, or `/` at the start of a word, asks for a variable. */
function wishOf(update: ViewUpdate): { readonly from: number; readonly to: number } | undefined {
  if (!update.transactions.some((each) => each.isUserEvent('input.type'))) return undefined
  const to = update.state.selection.main.head
  const before = update.state.sliceDoc(Math.max(0, to - 2), to)
  if (before === '{{') return { from: to - 2, to }
  if (before.endsWith('/') && (before.length === 1 || /\s/.test(before[0] ?? ''))) return { from: to - 1, to }
  return undefined
}

function pointAt(view: EditorView, position: number): { readonly x: number; readonly y: number } {
  const box = view.coordsAtPos(position) ?? view.dom.getBoundingClientRect()
  return { x: box.left, y: box.bottom + 2 }
}
