import { cx } from '@skep/react/ui'
import { type ReactElement, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Editor, EditorOptions, VariableWish } from './create-editor.ts'
import { loadEditors } from './load-editors.ts'
import type { DescribeChip } from './reference-chips.ts'

/** @internal */
export interface EditorHostProps {
  readonly kind: EditorOptions['kind']
  readonly value: string
  readonly onValueChange: (text: string) => void
  readonly label: string
  readonly placeholder?: string
  readonly isReadOnly?: boolean
  readonly isInvalid?: boolean
  /** The line that is wrong, from 1. */
  readonly problemLine?: number | undefined
  readonly describe?: DescribeChip
  readonly onWish?: (wish: VariableWish) => void
  /** Height in lines before it grows, and the most it grows to. */
  readonly lines?: readonly [least: number, most: number]
  readonly handle?: Ref<Editor | null>
}

const NO_CHIPS: DescribeChip = () => undefined
const LINE_PX = 20

/** A text editor in a shadow root. Until it is loaded a plain field with the same text stands there. @internal */
export function EditorHost(props: EditorHostProps): ReactElement {
  const {
    kind,
    value,
    label,
    isReadOnly = false,
    isInvalid,
    problemLine,
    describe = NO_CHIPS,
    lines = [3, 14],
  } = props
  const element = useRef<HTMLDivElement>(null)
  const plain = useRef<HTMLTextAreaElement>(null)
  const [editor, setEditor] = useState<Editor | null>(null)
  const latest = useRef(props)
  latest.current = props
  useImperativeHandle<Editor | null, Editor | null>(props.handle, () => editor, [editor])

  useEffect(() => {
    let isGone = false
    let made: Editor | undefined
    loadEditors().then(
      ({ createEditor }) => {
        const host = element.current
        if (isGone || !host) return
        const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
        root.replaceChildren()
        const now = latest.current
        made = createEditor(root, {
          kind,
          text: now.value,
          label: now.label,
          placeholder: now.placeholder ?? '',
          isReadOnly: now.isReadOnly === true,
          describe: now.describe ?? NO_CHIPS,
          onChange: (text) => latest.current.onValueChange(text),
          onWish: (wish) => latest.current.onWish?.(wish),
        })
        const { current: field } = plain
        const caret = field?.matches(':focus') ? ([field.selectionStart, field.selectionEnd] as const) : null
        // At once: a key that is pressed in between would be the canvas's.
        flushSync(() => setEditor(made ?? null))
        if (caret) made.focus(caret)
      },
      () => undefined, // the plain field stays
    )
    return () => {
      isGone = true
      made?.destroy()
      setEditor(null)
    }
  }, [kind])
  useEffect(() => editor?.setText(value), [editor, value])
  useEffect(() => editor?.setDescribe(describe), [editor, describe])
  useEffect(() => editor?.setReadOnly(isReadOnly), [editor, isReadOnly])
  useEffect(() => editor?.setLabel(label), [editor, label])
  useEffect(() => editor?.setProblemLine(problemLine), [editor, problemLine])

  const [least, most] = lines
  const height = { minHeight: least * LINE_PX + 14, maxHeight: most * LINE_PX + 14 }
  return (
    <div
      className={cx(
        'skep-editor sk:relative sk:overflow-hidden sk:rounded-sm sk:border sk:bg-surface sk:focus-within:border-accent sk:focus-within:ring-2 sk:focus-within:ring-accent/25',
        isInvalid ? 'sk:border-bad' : 'sk:border-line-strong/60 sk:hover:border-line-strong',
        isReadOnly && 'sk:bg-sunken',
      )}
    >
      <div
        ref={element}
        hidden={editor === null}
        className="sk:flex sk:flex-col sk:overflow-hidden"
        data-skep-editor={kind}
        style={height}
        // A click below the last line belongs to the text too.
        onPointerUp={(event) => {
          if (
            event.target === event.currentTarget &&
            event.nativeEvent.composedPath()[0] === event.currentTarget
          )
            editor?.focus()
        }}
      />
      {editor === null ? (
        <textarea
          ref={plain}
          aria-label={label}
          value={value}
          readOnly={isReadOnly}
          onChange={(event) => props.onValueChange(event.target.value)}
          className={cx(
            'sk:block sk:w-full sk:resize-none sk:px-2.5 sk:py-1.5 sk:outline-none',
            kind !== 'template' && 'sk:font-mono sk:text-sm',
          )}
          style={height}
        />
      ) : null}
    </div>
  )
}
