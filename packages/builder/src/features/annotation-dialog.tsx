import type { Annotation } from '@skep/client'
import { Button, Dialog, ErrorNote, TextArea, TextField } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { type ReactElement, useState } from 'react'
import { useT } from '../use-t.ts'

/** A question and the answer to it. @internal */
export function AnnotationDialog(props: {
  /** Null: a new one. */
  readonly annotation: Annotation | null
  readonly onSave: (input: { readonly question: string; readonly answer: string }) => Promise<void>
  readonly onClose: () => void
}): ReactElement {
  const { annotation, onSave, onClose } = props
  const t = useT()
  const [question, setQuestion] = useState(annotation?.question ?? '')
  const [answer, setAnswer] = useState(annotation?.answer ?? '')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  const canSave = question.trim() !== '' && answer.trim() !== ''
  const save = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await onSave({ question, answer })
      onClose()
    } catch (caught) {
      setError(toErrorData(caught))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(annotation ? 'builder.feature.editAnswerTitle' : 'builder.feature.addAnswer')}
      footer={
        <>
          <Button onClick={onClose}>{t('builder.feature.cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} disabled={!canSave} onClick={() => void save()}>
            {t('builder.feature.save')}
          </Button>
        </>
      }
    >
      <div className="sk:flex sk:flex-col sk:gap-3">
        <TextField
          label={t('builder.feature.annotationQuestion')}
          value={question}
          dir="auto"
          onValueChange={setQuestion}
        />
        <TextArea
          label={t('builder.feature.annotationAnswer')}
          hint={t('builder.feature.annotationAnswerHint')}
          rows={5}
          value={answer}
          onValueChange={setAnswer}
        />
        {error ? <ErrorNote error={error} /> : null}
      </div>
    </Dialog>
  )
}
