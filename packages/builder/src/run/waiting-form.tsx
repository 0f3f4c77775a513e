import { HumanFormView } from '@skep/react/forms'
import { useSetAtom } from '@skep/react/jotai'
import { UserRoundCheck } from 'lucide-react'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import type { RunStep } from '../core/run-view.ts'
import { submitFormAtom } from '../state/run-atoms.ts'

/** The form that a run waits for; sending it lets the run go on. @internal */
export function WaitingForm({ step }: { readonly step: RunStep }): ReactElement | null {
  const { client } = useBuilder()
  const submit = useSetAtom(submitFormAtom)
  if (!step.form) return null
  return (
    <section aria-label={step.title}>
      <h3 className="sk:flex sk:items-center sk:gap-1.5 sk:pb-1.5 sk:font-semibold">
        <UserRoundCheck size={15} className="sk:text-warn" aria-hidden="true" />
        {step.title}
      </h3>
      <HumanFormView
        form={step.form}
        onSubmit={(submission) => submit(client, step.executionId, submission)}
      />
    </section>
  )
}
