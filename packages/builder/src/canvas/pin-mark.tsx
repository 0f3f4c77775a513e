import type { AppNode } from '@skep/schema'
import { Pin } from 'lucide-react'
import type { ReactElement } from 'react'
import { useT } from '../use-t.ts'

/** Says that test runs use a kept output instead of running this step. @internal */
export function PinMark({ node }: { readonly node: AppNode }): ReactElement | null {
  const t = useT()
  if (!node.pinnedOutputs) return null
  return (
    <span
      role="img"
      aria-label={t('builder.pin.pinned')}
      title={t('builder.pin.pinned')}
      data-pinned=""
      className="sk:shrink-0 sk:text-info"
    >
      <Pin size={14} fill="currentColor" aria-hidden="true" />
    </span>
  )
}
