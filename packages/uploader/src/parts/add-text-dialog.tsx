import { useClient, useMessages } from '@skep/react'
import { Button, Dialog, ErrorNote, TextArea, TextField } from '@skep/react/ui'
import { type ReactElement, useRef, useState } from 'react'
import { useKnowledge } from '../state/knowledge-context.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { useSubmit } from './use-submit.ts'

/** Text that becomes a document. @internal */
export function AddTextDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const { session, knowledgeId } = useKnowledge()
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  const area = useRef<HTMLTextAreaElement>(null)
  const { isBusy, error, run } = useSubmit(onClose)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('uploader.addText')}
      initialFocus={area}
      footer={
        <Button
          variant="primary"
          isBusy={isBusy}
          disabled={text.trim() === ''}
          onClick={() =>
            run(() =>
              session.change(() =>
                knowledge.addText(knowledgeId, {
                  name: name.trim() === '' ? t('uploader.pastedName') : name.trim(),
                  text,
                }),
              ),
            )
          }
        >
          {t('uploader.add')}
        </Button>
      }
    >
      <div className="sk:flex sk:flex-col sk:gap-3">
        <TextArea ref={area} label={t('uploader.text')} rows={10} value={text} onValueChange={setText} />
        <TextField
          label={t('uploader.baseName')}
          placeholder={t('uploader.pastedName')}
          value={name}
          onValueChange={setName}
          maxLength={200}
        />
        {error ? <ErrorNote error={error} /> : null}
      </div>
    </Dialog>
  )
}
