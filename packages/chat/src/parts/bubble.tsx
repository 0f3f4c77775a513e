import { useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { cx, IconButton } from '@skep/react/ui'
import { MessageCircle, X } from 'lucide-react'
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { chatMessages } from '../chat-messages.ts'
import { appAtom, messagesAtom, statusAtom } from '../state/atoms.ts'
import { ChatContext } from '../state/chat-context.ts'
import { ChatPanel, type ChatPanelProps } from './panel.tsx'
import { ChatRoot } from './root.tsx'

/** @public */
export interface ChatBubbleProps extends Omit<ChatPanelProps, 'className' | 'autoFocus' | 'isHeaderHidden'> {
  readonly open?: boolean
  readonly defaultOpen?: boolean
  readonly onOpenChange?: (open: boolean) => void
  /** Which corner, by the direction of reading. Default `bottom-end`. */
  readonly position?: 'bottom-end' | 'bottom-start'
  /** Distance from the edges in pixels. Default 20. */
  readonly offset?: number
  /** What the launcher shows. Default: a speech bubble. */
  readonly launcherIcon?: ReactNode
  /** Name of the launcher for screen readers. */
  readonly label?: string
}

/**
 * A round button in the corner of the window that opens a chat. Below 640 px the chat takes the whole window.
 * @example <Chat.Bubble appId="support" />
 * @public
 */
export function ChatBubble(props: ChatBubbleProps): ReactElement {
  const outer = useContext(ChatContext)
  if (outer && props.appId === undefined && props.app === undefined) return <BubbleLayout {...props} />
  return (
    <ChatRoot {...props}>
      <BubbleLayout {...props} />
    </ChatRoot>
  )
}

const LAUNCHER_PX = 52

function BubbleLayout(props: ChatBubbleProps): ReactElement {
  const { position = 'bottom-end', offset = 20, launcherIcon, label, onOpenChange, headerActions } = props
  const t = useMessages(chatMessages)
  const app = useAtomValue(appAtom)
  const [ownOpen, setOwnOpen] = useState(props.defaultOpen ?? false)
  const isOpen = props.open ?? ownOpen
  const isUnread = useUnread(isOpen)
  const launcher = useRef<HTMLButtonElement>(null)
  const panelId = useId()
  const setOpen = (open: boolean): void => {
    setOwnOpen(open)
    onOpenChange?.(open)
    if (!open) launcher.current?.focus({ preventScroll: true })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.stopPropagation()
    setOpen(false)
  }
  const side = position === 'bottom-end' ? 'insetInlineEnd' : 'insetInlineStart'
  return (
    <>
      {isOpen ? (
        <div
          id={panelId}
          role="dialog"
          aria-label={label ?? app?.name ?? t('chat.open')}
          onKeyDown={onKeyDown}
          style={{ '--skep-bubble': `${offset}px`, [side]: 'var(--skep-bubble-inset)' } as object} // custom properties are no CSSProperties
          className={cx(
            'sk:fixed sk:z-(--sk-z) sk:flex sk:flex-col sk:overflow-hidden sk:bg-surface sk:shadow-2 sk:animate-rise',
            'sk:sm:[--skep-bubble-inset:var(--skep-bubble)] sk:sm:h-[640px] sk:sm:max-h-[calc(100dvh-var(--skep-bubble)*2-64px)] sk:sm:w-100 sk:sm:rounded-lg sk:sm:border sk:sm:border-line sk:sm:[bottom:calc(var(--skep-bubble)+64px)]',
            'sk:max-sm:inset-0 sk:max-sm:[--skep-bubble-inset:0px]',
          )}
        >
          <ChatPanel
            {...withoutApp(props)}
            conversations={props.conversations === 'none' ? 'none' : 'button'}
            autoFocus
            headerActions={
              <>
                {headerActions}
                <IconButton
                  size="lg"
                  tooltip="bottom"
                  label={t('chat.close')}
                  icon={<X size={17} />}
                  onClick={() => setOpen(false)}
                />
              </>
            }
          />
        </div>
      ) : null}
      <button
        ref={launcher}
        type="button"
        aria-label={isOpen ? t('chat.close') : (label ?? t('chat.open'))}
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => setOpen(!isOpen)}
        style={{ width: LAUNCHER_PX, height: LAUNCHER_PX, bottom: offset, [side]: offset }}
        className={cx(
          'sk:fixed sk:z-(--sk-z) sk:flex sk:items-center sk:justify-center sk:rounded-full sk:bg-accent sk:text-accent-ink sk:shadow-2 sk:transition-colors sk:duration-100 sk:hover:bg-accent-hover sk:active:bg-accent-hover sk:focus-visible:outline-2 sk:focus-visible:outline-offset-3 sk:focus-visible:outline-accent',
          isOpen && 'sk:max-sm:hidden',
        )}
      >
        {isOpen ? <X size={22} /> : (launcherIcon ?? <MessageCircle size={23} />)}
        {isUnread ? (
          <span
            role="img"
            aria-label={t('chat.unread')}
            className="sk:absolute sk:end-0 sk:top-0 sk:size-3.5 sk:rounded-full sk:border-2 sk:border-surface sk:bg-bad"
          />
        ) : null}
      </button>
    </>
  )
}

/** Whether an answer came in while the chat was closed. */
function useUnread(isOpen: boolean): boolean {
  const messages = useAtomValue(messagesAtom)
  const status = useAtomValue(statusAtom)
  const lastAnswer = messages.findLast((message) => message.role === 'assistant')?.id
  const [seen, setSeen] = useState<string | undefined>(undefined)
  const wasLoaded = useRef(false)
  useEffect(() => {
    // What an earlier visit left is not new.
    if (isOpen || !wasLoaded.current) setSeen(lastAnswer)
    wasLoaded.current = status.status === 'ready'
  }, [isOpen, lastAnswer, status])
  return !isOpen && wasLoaded.current && lastAnswer !== undefined && lastAnswer !== seen
}

/** The panel inside must use the chat of the bubble, not make another one. */
function withoutApp(props: ChatBubbleProps): Omit<ChatPanelProps, 'app' | 'appId'> {
  const { app: _app, appId: _appId, conversationId: _conversationId, ...rest } = props
  return rest
}
