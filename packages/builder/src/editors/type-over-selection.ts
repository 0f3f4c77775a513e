import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/**
 * Text typed over a selection is put in by the editor itself: Chromium would carry the look of the old text over in a
 * `style` attribute, which a strict style policy refuses and reports.
 * @internal
 */
export const typeOverSelection: Extension = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view
    if (event.inputType !== 'insertText' || event.data === null || state.readOnly) return false
    if (state.selection.ranges.every((range) => range.empty)) return false
    view.dispatch(state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true })
    event.preventDefault()
    return true
  },
})
