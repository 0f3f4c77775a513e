import type { ModelSettings } from '@skep/client'
import { ErrorNote, Spinner } from '@skep/react/ui'
import type { ReactElement, ReactNode } from 'react'
import type { SettingsValue } from '../state/use-settings.ts'

/** A tab over the settings: waits for them, and tells what was refused. @internal */
export function SettingsFrame(props: {
  readonly settings: SettingsValue
  readonly children: (settings: ModelSettings) => ReactNode
}): ReactElement {
  const { state, reload, refusal } = props.settings
  return (
    <div
      data-skep-scroll=""
      className="sk:@container sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:gap-6 sk:p-4"
    >
      {state.status === 'failed' ? <ErrorNote error={state.error} onRetry={reload} /> : null}
      {!state.value && state.status === 'loading' ? (
        <div className="sk:flex sk:justify-center sk:p-8 sk:text-faint">
          <Spinner size={20} />
        </div>
      ) : null}
      {state.value ? props.children(state.value) : null}
      {refusal ? <ErrorNote error={refusal} /> : null}
    </div>
  )
}

/** A heading with a sentence, and what belongs to it. @internal */
export function SettingsSection(props: {
  readonly title: string
  readonly text: string
  readonly children: ReactNode
}): ReactElement {
  return (
    <section className="sk:flex sk:flex-col sk:gap-3">
      <div>
        <h3 className="sk:font-semibold">{props.title}</h3>
        <p className="sk:text-sm sk:text-muted sk:text-pretty">{props.text}</p>
      </div>
      {props.children}
    </section>
  )
}
