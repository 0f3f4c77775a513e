import { ChatBubble } from './parts/bubble.tsx'
import { ChatComposer } from './parts/composer.tsx'
import { ChatConversations } from './parts/conversations.tsx'
import { ChatHeader } from './parts/header.tsx'
import { ChatMessages } from './parts/messages.tsx'
import { ChatPanel } from './parts/panel.tsx'
import { ChatRoot } from './parts/root.tsx'

/**
 * The chat and its parts. `Chat.Panel` and `Chat.Bubble` work alone; with `Chat.Root` around them the parts may be
 * put anywhere.
 * @example <Chat.Root appId="support"><Chat.Messages /><Chat.Composer /></Chat.Root>
 * @public
 */
export const Chat: {
  readonly Root: typeof ChatRoot
  readonly Panel: typeof ChatPanel
  readonly Bubble: typeof ChatBubble
  readonly Header: typeof ChatHeader
  readonly Messages: typeof ChatMessages
  readonly Composer: typeof ChatComposer
  readonly Conversations: typeof ChatConversations
} = {
  Root: ChatRoot,
  Panel: ChatPanel,
  Bubble: ChatBubble,
  Header: ChatHeader,
  Messages: ChatMessages,
  Composer: ChatComposer,
  Conversations: ChatConversations,
}
