import type { SkepClient } from '@skep/client'
import { useContext } from 'react'
import { type Direction, SkepContext, type SkepContextValue } from './context.ts'

/** @internal */
export function useSkep(): SkepContextValue {
  const value = useContext(SkepContext)
  if (!value) throw new Error('A Skep component stands outside <SkepProvider>. Put the provider above it.')
  return value
}

/** The client of the nearest provider. @throws outside a provider. @public */
export function useClient(): SkepClient {
  return useSkep().client
}

/** The element that dialogs, menus and tooltips are drawn into; null before the provider has mounted. @public */
export function usePortalContainer(): HTMLElement | null {
  return useSkep().portalContainer
}

/** The theme in force: `system` is already resolved. @public */
export function useTheme(): 'light' | 'dark' {
  return useSkep().theme
}

/** @public */
export function useDirection(): Direction {
  return useSkep().dir
}

/** The BCP 47 tag that dates, numbers and plurals are written in. @public */
export function useLocale(): string {
  return useSkep().locale
}

/** The nonce for style tags of editors that cannot do without. @public */
export function useNonce(): string | undefined {
  return useSkep().nonce
}
