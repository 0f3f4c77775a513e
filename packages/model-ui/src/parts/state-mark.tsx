import { useMessages } from '@skep/react'
import { CircleAlert, CircleCheck, Download, KeyRound } from 'lucide-react'
import type { ReactElement } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import type { ModelState } from '../state/directory.ts'

const LOOKS = {
  ready: { icon: CircleCheck, tone: 'sk:text-good' },
  'needs-key': { icon: KeyRound, tone: 'sk:text-warn' },
  'needs-download': { icon: Download, tone: 'sk:text-info' },
  unavailable: { icon: CircleAlert, tone: 'sk:text-bad' },
} as const

/** Whether a model can be asked now, in a word and a sign. @internal */
export function StateMark({ state }: { readonly state: ModelState }): ReactElement {
  const t = useMessages(modelUiMessages)
  const { icon: Icon, tone } = LOOKS[state.status]
  return (
    <span
      data-state={state.status}
      className={`sk:inline-flex sk:shrink-0 sk:items-center sk:gap-1 sk:text-xs sk:font-medium sk:whitespace-nowrap ${tone}`}
    >
      <Icon size={12} aria-hidden="true" />
      {t(`models.state.${state.status}`)}
    </span>
  )
}
