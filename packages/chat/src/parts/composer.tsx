import { useMessages } from '@skep/react'
import { useAtom, useAtomValue } from '@skep/react/jotai'
import { cx, IconButton } from '@skep/react/ui'
import { ArrowUp, Square } from 'lucide-react'
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type ReactElement,
  useLayoutEffect,
  useState,
} from 'react'
import { chatMessages } from '../chat-messages.ts'
import { uploadCountAtom } from '../form/form-atoms.ts'
import { composerTextAtom, isRunningAtom, statusAtom } from '../state/atoms.ts'
import { fileUploadAtom, isAttachingAtom } from '../state/attachments.ts'
import { useChat } from '../state/chat-context.ts'
import { AttachButton } from './attach-button.tsx'
import { Attachments } from './attachments.tsx'

/** @public */
export interface ChatComposerProps {
  readonly placeholder?: string
  /** Takes the focus when it appears. */
  readonly autoFocus?: boolean
}

const MAX_HEIGHT_PX = 176

/** Where the visitor writes. Enter sends, Shift+Enter begins a line, Escape stops the answer. @public */
export function ChatComposer({ placeholder, autoFocus = false }: ChatComposerProps): ReactElement {
  const t = useMessages(chatMessages)
  const { session, composer: area } = useChat()
  const isRunning = useAtomValue(isRunningAtom)
  const status = useAtomValue(statusAtom)
  const [text, setText] = useAtom(composerTextAtom)
  const isAttaching = useAtomValue(isAttachingAtom)
  const isUploading = useAtomValue(uploadCountAtom) > 0 || isAttaching
  const takesFiles = useAtomValue(fileUploadAtom) !== null
  const [isDragged, setDragged] = useState(false)
  const canSend = text.trim() !== '' && !isRunning && !isUploading && status.status === 'ready'

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = area.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${Math.min(element.scrollHeight, MAX_HEIGHT_PX)}px`
  }, [text])
  useLayoutEffect(() => {
    if (autoFocus) area.current?.focus({ preventScroll: true })
  }, [autoFocus, area])

  const send = (): void => {
    if (!canSend || !session.checkForm()) return
    setText('')
    void session.send(text)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // While an input method composes, Enter picks a word. Safari ends the composition first and tells by 229.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape' && isRunning) {
      event.preventDefault()
      event.stopPropagation()
      session.stop()
    }
  }
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files]
    if (!takesFiles || files.length === 0) return
    event.preventDefault()
    session.attachments.add(files)
  }
  const isOfFiles = (event: DragEvent): boolean => takesFiles && event.dataTransfer.types.includes('Files')
  const onDragOver = (event: DragEvent): void => {
    if (!isOfFiles(event)) return
    event.preventDefault()
    setDragged(true)
  }
  const onDragLeave = (event: DragEvent<HTMLElement>): void => {
    const { relatedTarget } = event
    if (!(relatedTarget instanceof Node && event.currentTarget.contains(relatedTarget))) setDragged(false)
  }
  const onDrop = (event: DragEvent): void => {
    setDragged(false)
    if (!isOfFiles(event)) return
    event.preventDefault()
    session.attachments.add([...event.dataTransfer.files])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way beside the button
    <div
      onDragOver={onDragOver}
      onDragLeave={onDragLeave}
      onDrop={onDrop}
      className="sk:mx-auto sk:w-full sk:max-w-[744px] sk:shrink-0 sk:px-4 sk:pt-2 sk:pb-4"
    >
      {takesFiles ? <Attachments /> : null}
      <div
        className={cx(
          'sk:relative sk:flex sk:items-end sk:gap-2 sk:rounded-lg sk:border sk:border-line-strong/60 sk:bg-surface sk:p-1.5 sk:shadow-1 sk:transition-[border-color,box-shadow] sk:duration-100 sk:focus-within:border-accent sk:focus-within:ring-2 sk:focus-within:ring-accent/25',
          takesFiles ? null : 'sk:ps-3.5',
          isDragged && 'sk:border-accent sk:ring-2 sk:ring-accent/25',
        )}
      >
        <AttachButton />
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          value={text}
          aria-label={t('chat.composer')}
          placeholder={isDragged ? t('chat.dropFiles') : (placeholder ?? t('chat.placeholder'))}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          data-skep-scroll=""
          className="sk:min-w-0 sk:flex-1 sk:self-center sk:py-1.5 sk:text-md sk:focus-visible:outline-none"
        />
        {isRunning ? (
          <IconButton
            variant="secondary"
            size="lg"
            label={t('chat.stop')}
            shortcut="Esc"
            icon={<Square size={13} fill="currentColor" />}
            onClick={() => {
              session.stop()
              area.current?.focus()
            }}
          />
        ) : (
          <IconButton
            variant="primary"
            size="lg"
            label={t('chat.send')}
            icon={<ArrowUp size={17} strokeWidth={2.25} />}
            disabled={!canSend}
            onClick={send}
          />
        )}
      </div>
    </div>
  )
}
