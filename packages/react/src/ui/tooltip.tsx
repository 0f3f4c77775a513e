import * as Radix from 'radix-ui/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { usePortalContainer } from '../use-skep.ts'
import { Kbd } from './kbd.tsx'

/** @public */
export type TooltipSide = 'top' | 'bottom' | 'left' | 'right'

/** @public */
export interface TooltipProps {
  readonly content: ReactNode
  /** Keys that do the same, e.g. `Ctrl+Z`. */
  readonly shortcut?: string
  readonly side?: TooltipSide
  /** One element that takes a ref and event handlers. */
  readonly children: ReactElement
}

/** @internal */
export function TooltipProvider({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Radix.Provider delayDuration={450} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  )
}

/** A short name of what is under the pointer or in focus. Never the only place where something is said. @public */
export function Tooltip({ content, shortcut, side = 'top', children }: TooltipProps): ReactElement {
  const container = usePortalContainer()
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      {container ? (
        <Radix.Portal container={container}>
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="sk:z-(--sk-z) sk:flex sk:max-w-70 sk:items-center sk:gap-2 sk:rounded-sm sk:bg-ink sk:px-2 sk:py-1 sk:text-sm sk:text-canvas sk:shadow-2 sk:animate-in"
          >
            {content}
            {shortcut ? <Kbd tone="inverse">{shortcut}</Kbd> : null}
          </Radix.Content>
        </Radix.Portal>
      ) : null}
    </Radix.Root>
  )
}
