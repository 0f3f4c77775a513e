import { cx } from '@skep/react/ui'
import { type ReactElement, type ReactNode, useContext } from 'react'
import { ChatContext } from '../state/chat-context.ts'
import { ChatComposer } from './composer.tsx'
import { ChatConversations } from './conversations.tsx'
import { ChatHeader } from './header.tsx'
import { ChatMessages } from './messages.tsx'
import { ChatRoot, type ChatRootProps } from './root.tsx'

/** @public */
export interface ChatPanelProps extends Omit<ChatRootProps, 'children'> {
  /**
   * Where earlier conversations are: `auto` beside the chat where there is room (960 px) and else behind a button,
   * `button`, or `none`. Default `auto`.
   */
  readonly conversations?: 'auto' | 'button' | 'none'
  /** More buttons in the header. */
  readonly headerActions?: ReactNode
  /** Draws no header. */
  readonly isHeaderHidden?: boolean
  readonly placeholder?: string
  readonly autoFocus?: boolean
  readonly className?: string
}

/**
 * The whole chat, filling the element it stands in. Inside a `<Chat.Root>` it shows that chat; elsewhere it makes its own.
 * @example <Chat.Panel appId="support" />
 * @public
 */
export function ChatPanel(props: ChatPanelProps): ReactElement {
  const outer = useContext(ChatContext)
  if (outer && props.appId === undefined && props.app === undefined) return <PanelLayout {...props} />
  return (
    <ChatRoot {...props}>
      <PanelLayout {...props} />
    </ChatRoot>
  )
}

function PanelLayout(props: ChatPanelProps): ReactElement {
  const {
    conversations = 'auto',
    headerActions,
    isHeaderHidden,
    placeholder,
    autoFocus,
    className,
    isDraft,
  } = props
  const hasSideList = conversations === 'auto' && !isDraft && props.app === undefined
  return (
    <section
      className={cx(
        'sk:@container sk:flex sk:h-full sk:min-h-0 sk:w-full sk:overflow-hidden sk:bg-surface sk:text-ink',
        className,
      )}
    >
      {hasSideList ? (
        <div className="sk:hidden sk:w-64 sk:shrink-0 sk:flex-col sk:border-e sk:border-line sk:bg-canvas sk:@2xl:flex">
          <ChatConversations />
        </div>
      ) : null}
      <div className="sk:flex sk:min-h-0 sk:min-w-0 sk:flex-1 sk:flex-col">
        {isHeaderHidden ? null : (
          <ChatHeader
            hasConversations={conversations !== 'none'}
            isBesideList={hasSideList}
            actions={headerActions}
          />
        )}
        <ChatMessages />
        <ChatComposer {...(placeholder ? { placeholder } : {})} {...(autoFocus ? { autoFocus } : {})} />
      </div>
    </section>
  )
}
