import type { FormSubmission, HumanForm, HumanFormField, RoundRef } from '@skep/client'
import { type JsonValue, SkepError } from '@skep/schema'
import { isFileValue } from '../variables/files.ts'
import type { NodeAbout } from './execution.ts'
import type { ExecutionState, FrameState } from './state.ts'

/** An execution that waits for its form, and what an event says about it. @internal */
export interface WaitingForm {
  readonly execution: ExecutionState
  readonly form: HumanForm
  readonly about: NodeAbout
}

/** The execution that waits for a form, wherever it stands. @internal */
export function findForm(
  frame: FrameState,
  executionId: string,
  around: readonly RoundRef[] = [],
): WaitingForm | undefined {
  for (const execution of frame.open) {
    const { nodeId } = execution
    if (execution.id === executionId && execution.form && execution.submission === undefined) {
      const rounds = around.length > 0 ? { rounds: around } : {}
      return { execution, form: execution.form, about: { nodeId, executionId, ...rounds } }
    }
    for (const round of execution.rounds?.open ?? []) {
      const ref = { containerId: nodeId, executionId: execution.id, index: round.index }
      const found = findForm(round, executionId, [...around, ref])
      if (found) return found
    }
  }
  return undefined
}

/**
 * A submission with the defaults of fields that it leaves out.
 * @throws `INPUT_INVALID` with the `field` that does not fit
 * @internal
 */
export function readSubmission(form: HumanForm, submission: FormSubmission): FormSubmission {
  const { actionId, inputs } = submission
  if (!form.actions.some(({ id }) => id === actionId)) {
    throw new SkepError('INPUT_INVALID', 'The form has no such button. Choose one that it shows.', {
      field: 'actionId',
      reason: 'unknown',
    })
  }
  return {
    actionId,
    inputs: Object.fromEntries(
      form.fields.map((field) => {
        const given = Object.hasOwn(inputs, field.name) ? inputs[field.name] : undefined
        const value = given ?? field.default
        if (value === undefined || value === null) {
          throw new SkepError('INPUT_INVALID', `"${field.name}" is missing. Fill it in.`, {
            field: field.name,
            reason: 'required',
          })
        }
        if (!fits(field, value)) {
          throw new SkepError('INPUT_INVALID', `"${field.name}" has a value that its field cannot hold.`, {
            field: field.name,
            reason: 'type',
          })
        }
        return [field.name, value] as const
      }),
    ),
  }
}

function fits({ type, options = [] }: HumanFormField, value: JsonValue): boolean {
  switch (type) {
    case 'text-input':
    case 'paragraph':
      return typeof value === 'string'
    case 'select':
      return typeof value === 'string' && options.includes(value)
    case 'file':
      return isFileValue(value)
    case 'file-list':
      return Array.isArray(value) && value.every((item) => isFileValue(item))
    default:
      return type satisfies never
  }
}
