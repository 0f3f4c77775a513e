import { type EditorState, type Extension, Facet, RangeSetBuilder } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view'

/** How a chip looks. @internal */
export interface ChipLook {
  readonly title: string
  readonly path: string
  readonly isBroken: boolean
  /** What is wrong, or what it is, for the tooltip. */
  readonly note: string
}

/** Describes the reference behind a chip; undefined leaves the text as it is. @internal */
export type DescribeChip = (selector: readonly string[]) => ChipLook | undefined

const describeFacet = Facet.define<DescribeChip, DescribeChip>({
  combine: (values) => values.at(-1) ?? (() => undefined),
})

// As in the schema, with `{{#context#}}` and the fields of a form (`{{#$output.name#}}`) beside.
const REFERENCE = /\{\{#((?:\$output|[A-Za-z0-9_]{1,50})(?:\.[A-Za-z_][A-Za-z0-9_]{0,29}){0,10})#\}\}/g

class ChipWidget extends WidgetType {
  private readonly look: ChipLook

  constructor(look: ChipLook) {
    super()
    this.look = look
  }

  override eq(other: ChipWidget): boolean {
    const { look } = this
    return (
      look.title === other.look.title &&
      look.path === other.look.path &&
      look.isBroken === other.look.isBroken &&
      look.note === other.look.note
    )
  }

  toDOM(): HTMLElement {
    const chip = document.createElement('span')
    chip.className = this.look.isBroken ? 'cm-chip cm-chip-broken' : 'cm-chip'
    chip.title = this.look.note
    chip.dataset.chip = `${this.look.title} · ${this.look.path}`
    const title = document.createElement('span')
    title.textContent = this.look.title
    chip.append(title)
    if (this.look.path) {
      const path = document.createElement('span')
      path.className = 'cm-chip-path'
      path.textContent = ` · ${this.look.path}`
      chip.append(path)
    }
    return chip
  }

  override ignoreEvent(): boolean {
    return false
  }
}

function findChips(state: EditorState): DecorationSet {
  const describe = state.facet(describeFacet)
  const builder = new RangeSetBuilder<Decoration>()
  const text = state.doc.toString()
  for (const match of text.matchAll(REFERENCE)) {
    const look = describe((match[1] ?? '').split('.'))
    if (look)
      builder.add(
        match.index,
        match.index + match[0].length,
        Decoration.replace({ widget: new ChipWidget(look) }),
      )
  }
  return builder.finish()
}

const chipPlugin = ViewPlugin.fromClass(
  class {
    chips: DecorationSet

    constructor(view: EditorView) {
      this.chips = findChips(view.state)
    }

    update(update: ViewUpdate): void {
      const isOther = update.startState.facet(describeFacet) !== update.state.facet(describeFacet)
      if (update.docChanged || isOther) this.chips = findChips(update.state)
    }
  },
  {
    decorations: (plugin) => plugin.chips,
    // The caret steps over a chip, and deleting takes it whole.
    provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.chips ?? Decoration.none),
  },
)

/** Draws `{{#node.name#}}` as chips. @internal */
export function referenceChips(describe: DescribeChip): Extension {
  return [describeFacet.of(describe), chipPlugin]
}
