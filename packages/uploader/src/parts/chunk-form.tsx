import type { ChunkInput, KnowledgeChunk } from '@skep/client'
import { useMessages } from '@skep/react'
import { Button, cx, ErrorNote, TextArea } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { type FormEvent, type ReactElement, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'

/** @internal */
export interface ChunkFormProps {
  /** What is changed; absent: a new one is made. */
  readonly initial?: KnowledgeChunk
  /** Whether a new one is a question with an answer. */
  readonly isQuestion?: boolean
  readonly onSave: (input: ChunkInput) => Promise<void>
  readonly onClose: () => void
  readonly className?: string
}

/** The text of a passage, or its question and answer. Stays open with what was typed when saving fails. @internal */
export function ChunkForm({ initial, isQuestion, onSave, onClose, className }: ChunkFormProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const hasQuestion = initial ? initial.question !== undefined : isQuestion === true
  const [text, setText] = useState(initial?.text ?? '')
  const [question, setQuestion] = useState(initial?.question ?? '')
  const [answer, setAnswer] = useState(initial?.answer ?? '')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  const isEmpty = hasQuestion ? question.trim() === '' || answer.trim() === '' : text.trim() === ''
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await onSave(hasQuestion ? { question, answer } : { text })
      onClose()
    } catch (caught) {
      setError(toErrorData(caught))
      setBusy(false)
    }
  }
  return (
    <form
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        // The sheet around it stays open.
        event.stopPropagation()
        onClose()
      }}
      className={cx('sk:flex sk:flex-col sk:gap-2.5', className)}
    >
      {hasQuestion ? (
        <>
          <TextArea
            label={t('uploader.question')}
            rows={2}
            value={question}
            onValueChange={setQuestion}
            autoFocus
          />
          <TextArea label={t('uploader.answer')} rows={4} value={answer} onValueChange={setAnswer} />
        </>
      ) : (
        <TextArea
          aria-label={t('uploader.passageText')}
          rows={6}
          value={text}
          onValueChange={setText}
          autoFocus
        />
      )}
      {error ? <ErrorNote error={error} /> : null}
      <div className="sk:flex sk:justify-end sk:gap-2">
        <Button size="sm" onClick={onClose}>
          {t('uploader.cancel')}
        </Button>
        <Button size="sm" type="submit" variant="primary" isBusy={isBusy} disabled={isEmpty}>
          {t('uploader.save')}
        </Button>
      </div>
    </form>
  )
}
