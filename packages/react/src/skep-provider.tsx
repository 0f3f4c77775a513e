import type { SkepClient } from '@skep/client'
import { type CSSProperties, type ReactElement, type ReactNode, useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import { type Direction, SkepContext, type SkepContextValue, type Theme } from './context.ts'
import type { MessageOverrides } from './messages.ts'
import { ToastProvider } from './ui/toast.tsx'
import { TooltipProvider } from './ui/tooltip.tsx'
import { useSystemTheme } from './use-system-theme.ts'

/** @public */
export interface SkepProviderProps {
  readonly client: SkepClient
  /** Default `system`. */
  readonly theme?: Theme
  /** Default `ltr`. */
  readonly dir?: Direction
  /** BCP 47 tag for numbers, dates and plurals. Default `en`. */
  readonly locale?: string
  /** Messages to put over the English ones, of any Skep package. Keep the object stable between renders. */
  readonly messages?: MessageOverrides
  /** For editors that must inject a style tag under a strict policy. */
  readonly nonce?: string
  /** Where dialogs, menus and tooltips are drawn. Default: inside the provider's own element. */
  readonly container?: HTMLElement | null
  /** A class of the host's, e.g. one that sets `--skep-accent`. */
  readonly className?: string
  readonly style?: CSSProperties
  readonly children?: ReactNode
}

const NO_MESSAGES: MessageOverrides = {}

/**
 * Gives the components below it a client, a look and a language, and nothing to the page around them.
 * Its element has `display: contents`: a builder inside fills the host's element, a chat bubble takes no room.
 * Several providers may stand on one page; they share nothing.
 * @example <SkepProvider client={skep} theme="system"><Chat.Panel appId="support" /></SkepProvider>
 * @public
 */
export function SkepProvider(props: SkepProviderProps): ReactElement {
  const { client, theme = 'system', dir = 'ltr', locale = 'en', messages = NO_MESSAGES, nonce } = props
  const [portalContainer, setPortalContainer] = useState<HTMLElement | null>(null)
  const system = useSystemTheme()
  const resolved = theme === 'system' ? system : theme
  const value = useMemo<SkepContextValue>(
    () => ({ client, theme: resolved, dir, locale, messages, nonce, portalContainer }),
    [client, resolved, dir, locale, messages, nonce, portalContainer],
  )
  const scope = { 'data-skep': '', 'data-skep-root': '', 'data-skep-theme': resolved, dir, lang: locale }
  const portal = <div data-skep-portal="" ref={setPortalContainer} />
  return (
    <SkepContext.Provider value={value}>
      <div {...scope} className={props.className} style={props.style}>
        <TooltipProvider>
          <ToastProvider>{props.children}</ToastProvider>
        </TooltipProvider>
        {props.container ? null : portal}
      </div>
      {props.container
        ? createPortal(
            <div {...scope} className={props.className} style={props.style}>
              {portal}
            </div>,
            props.container,
          )
        : null}
    </SkepContext.Provider>
  )
}
