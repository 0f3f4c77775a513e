import { useMessages } from '@skep/react'
import { useAtom, useAtomValue } from '@skep/react/jotai'
import { IconButton } from '@skep/react/ui'
import { ArrowUp, Square } from 'lucide-react'
import { type KeyboardEvent, type ReactElement, useLayoutEffect } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { uploadCountAtom } from '../form/form-atoms.ts'
import { composerTextAtom, isRunningAtom, statusAtom } from '../state/atoms.ts'
import { useChat } from '../state/chat-context.ts'

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
  const isUploading = useAtomValue(uploadCountAtom) > 0
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
  return (
    <div className="sk:mx-auto sk:w-full sk:max-w-[744px] sk:shrink-0 sk:px-4 sk:pt-2 sk:pb-4">
      <div className="sk:flex sk:items-end sk:gap-2 sk:rounded-lg sk:border sk:border-line-strong/60 sk:bg-surface sk:p-1.5 sk:ps-3.5 sk:shadow-1 sk:transition-[border-color,box-shadow] sk:duration-100 sk:focus-within:border-accent sk:focus-within:ring-2 sk:focus-within:ring-accent/25">
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          value={text}
          aria-label={t('chat.composer')}
          placeholder={placeholder ?? t('chat.placeholder')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
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
