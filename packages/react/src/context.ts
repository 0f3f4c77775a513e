import type { SkepClient } from '@skep/client'
import { type Context, createContext } from 'react'
import type { MessageOverrides } from './messages.ts'

/** What a provider says; `system` follows the visitor's setting. @public */
export type Theme = 'light' | 'dark' | 'system'

/** @public */
export type Direction = 'ltr' | 'rtl'

/** What every component below a provider may ask for. @internal */
export interface SkepContextValue {
  readonly client: SkepClient
  readonly theme: 'light' | 'dark'
  readonly dir: Direction
  readonly locale: string
  readonly messages: MessageOverrides
  readonly nonce: string | undefined
  /** Null until the provider has mounted, and on a server. */
  readonly portalContainer: HTMLElement | null
}

/** @internal */
export const SkepContext: Context<SkepContextValue | null> = createContext<SkepContextValue | null>(null)
SkepContext.displayName = 'Skep'
