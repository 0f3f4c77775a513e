import { type Extension, RangeSet } from '@codemirror/state'
import { Decoration, EditorView, GutterMarker, gutterLineClass } from '@codemirror/view'

class ProblemNumber extends GutterMarker {
  override elementClass = 'cm-problem-number'
}

/** Marks the line that cannot be read, counted from 1. @internal */
export function problemLine(line: number | undefined): Extension {
  if (line === undefined || line < 1) return []
  return [
    EditorView.decorations.of(({ state: { doc } }) =>
      line > doc.lines
        ? Decoration.none
        : Decoration.set(Decoration.line({ class: 'cm-problem' }).range(doc.line(line).from)),
    ),
    gutterLineClass.compute(['doc'], ({ doc }) =>
      line > doc.lines ? RangeSet.empty : RangeSet.of(new ProblemNumber().range(doc.line(line).from)),
    ),
  ]
}
