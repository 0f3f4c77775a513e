import { useDirection } from '@skep/react'
import { useAtom } from '@skep/react/jotai'
import { Markdown } from '@skep/react/markdown'
import { cx } from '@skep/react/ui'
import type { AppNode } from '@skep/schema'
import { type NodeProps, NodeResizeControl } from '@xyflow/react'
import { memo, type ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setNote } from '../core/commands/notes.ts'
import { LEAST_NOTE } from '../core/frame.ts'
import { noteColour, noteText } from '../core/note.ts'
import { useNode } from '../state/use-node.ts'
import { renamingNodeAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'

/** A note: words for the people who read the canvas, below everything else. @internal */
export const NoteCard: (props: NodeProps) => ReactElement | null = memo(function NoteCard({
  id,
  selected,
  isConnectable,
}: NodeProps) {
  const node = useNode(id)
  return node ? <Note node={node} isSelected={selected === true} isEditable={isConnectable} /> : null
}) as (props: NodeProps) => ReactElement | null // memo keeps the props

function Note(props: {
  readonly node: AppNode
  readonly isSelected: boolean
  readonly isEditable: boolean
}): ReactElement {
  const { node, isSelected, isEditable } = props
  const t = useT()
  const dir = useDirection()
  const { edit, canvas } = useBuilder()
  const [renaming, setRenaming] = useAtom(renamingNodeAtom)
  const text = noteText(node.config)
  const isEditing = renaming === node.id && isEditable
  const done = (): void => {
    setRenaming(null)
    canvas.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: F2 and the panel do the same from the keyboard
    <div
      dir={dir}
      data-node-card={node.id}
      data-node-type={node.type}
      data-colour={noteColour(node.config)}
      className={cx(
        'skep-note sk:relative sk:h-full sk:w-full sk:overflow-hidden sk:rounded-md sk:border sk:shadow-1',
        isSelected && 'skep-note-selected',
      )}
      onDoubleClick={() => isEditable && setRenaming(node.id)}
    >
      {isEditing ? (
        <textarea
          // biome-ignore lint/a11y/noAutofocus: the person has just asked to write
          autoFocus
          dir="auto"
          aria-label={t('builder.note.text')}
          placeholder={t('builder.note.placeholder')}
          value={text}
          data-skep-scroll=""
          className="nodrag nopan nowheel sk:h-full sk:w-full sk:resize-none sk:px-3 sk:py-2.5 sk:text-sm sk:focus-visible:outline-none"
          onChange={(event) => edit((app) => setNote(app, node.id, { text: event.target.value }))}
          onBlur={() => setRenaming(null)}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key === 'Escape') done()
          }}
        />
      ) : (
        <div
          dir="auto"
          className="nowheel sk:h-full sk:overflow-auto sk:px-3 sk:py-2.5 sk:text-sm sk:[&_*]:!text-[13px]"
        >
          {text.trim() === '' ? (
            <p className="sk:opacity-70">{t('builder.note.placeholder')}</p>
          ) : (
            <Markdown text={text} cutNote={t('builder.note.cut')} />
          )}
        </div>
      )}
      {isEditable ? (
        <NodeResizeControl
          nodeId={node.id}
          position="bottom-right"
          autoScale={false}
          minWidth={LEAST_NOTE.width}
          minHeight={LEAST_NOTE.height}
          className="skep-resize"
        />
      ) : null}
    </div>
  )
}
