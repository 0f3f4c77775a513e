import { cx, IconButton, PanelHeader, TextArea } from '@skep/react/ui'
import type { AppNode } from '@skep/schema'
import { StickyNote, Trash2, X } from 'lucide-react'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setNote } from '../core/commands/notes.ts'
import { NOTE_COLOURS, noteColour, noteText } from '../core/note.ts'
import { Section } from '../fields/section.tsx'
import { SizeSection } from '../nodes/size-section.tsx'
import { useCommands } from '../use-commands.ts'
import { useT } from '../use-t.ts'

/** A note's text, colour and size. @internal */
export function NotePanel(props: { readonly node: AppNode; readonly onClose: () => void }): ReactElement {
  const { node, onClose } = props
  const t = useT()
  const { edit, isReadOnly } = useBuilder()
  const commands = useCommands()
  const chosen = noteColour(node.config)
  return (
    <>
      <PanelHeader
        title={t('builder.note.label')}
        icon={<StickyNote size={15} />}
        actions={
          <>
            {isReadOnly ? null : (
              <IconButton
                label={t('builder.menu.remove')}
                icon={<Trash2 size={15} />}
                onClick={() => commands.remove([node.id])}
              />
            )}
            <IconButton label={t('builder.close')} icon={<X size={16} />} tooltip="none" onClick={onClose} />
          </>
        }
      />
      <div data-skep-scroll="" className="sk:min-h-0 sk:flex-1">
        <fieldset disabled={isReadOnly} className="sk:min-w-0">
          <Section title={t('builder.note.text')} hint={t('builder.note.hint')}>
            <TextArea
              aria-label={t('builder.note.text')}
              dir="auto"
              rows={8}
              value={noteText(node.config)}
              placeholder={t('builder.note.placeholder')}
              onValueChange={(text) => edit((app) => setNote(app, node.id, { text }))}
            />
          </Section>
          <Section title={t('builder.note.colour')}>
            <div role="radiogroup" aria-label={t('builder.note.colour')} className="sk:flex sk:gap-2">
              {NOTE_COLOURS.map((colour) => (
                // biome-ignore lint/a11y/useSemanticElements: a dot is drawn, not a native radio
                <button
                  key={colour}
                  type="button"
                  role="radio"
                  aria-checked={colour === chosen}
                  aria-label={t(`builder.note.colour.${colour}`)}
                  title={t(`builder.note.colour.${colour}`)}
                  data-colour={colour}
                  className={cx(
                    'skep-note sk:flex sk:size-8 sk:items-center sk:justify-center sk:rounded-full sk:border sk:focus-visible:outline-2 sk:focus-visible:outline-offset-2 sk:focus-visible:outline-accent',
                    colour === chosen && 'skep-note-selected',
                  )}
                  onClick={() => edit((app) => setNote(app, node.id, { colour }))}
                >
                  <span className="skep-note-dot sk:size-3.5 sk:rounded-full" />
                </button>
              ))}
            </div>
          </Section>
          <SizeSection nodeId={node.id} />
        </fieldset>
      </div>
    </>
  )
}
