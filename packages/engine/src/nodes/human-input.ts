import type { HumanForm, HumanFormField } from '@skep/client'
import {
  FORM_ACTION_OUTPUT,
  FORM_CONTENT_OUTPUT,
  FORM_TIMEOUT_HANDLE,
  type FormInput,
  type HumanInputConfig,
  humanInputNode,
  type JsonObject,
  parseFormContent,
} from '@skep/schema'
import { defineExecutor, type Executor, type ExecutorContext } from '../define-executor.ts'
import { renderValue } from '../variables/render.ts'

type Context = ExecutorContext<HumanInputConfig>

const UNIT_MS: Readonly<Record<HumanInputConfig['timeoutUnit'], number>> = {
  hour: 3_600_000,
  day: 86_400_000,
}

function fieldOf(
  { name, type, options, default: initial }: FormInput,
  read: Context['read'],
): HumanFormField {
  const value = initial?.type === 'variable' ? read(initial.selector) : initial?.value
  return {
    name,
    type,
    ...(value === undefined || value === null ? {} : { default: value }),
    ...(options ? { options } : {}),
  }
}

function formOf({ config, ports, read, renderText }: Context): HumanForm {
  const { content, inputs, actions, timeout, timeoutUnit } = config
  return {
    content: parseFormContent(content)
      .map((part) => (part.type === 'text' ? renderText(part.text, 'answer') : part.source))
      .join(''),
    fields: inputs.map((input) => fieldOf(input, read)),
    actions: actions.map(({ id, title, style }) => ({ id, title, style })),
    expiresAtMs: ports.clock.now() + timeout * UNIT_MS[timeoutUnit],
  }
}

/** The text with what was filled in; without an answer the places of the fields are empty. */
function contentWith({ config, renderText }: Context, inputs: JsonObject): string {
  return parseFormContent(config.content)
    .map((part) =>
      part.type === 'text'
        ? renderText(part.text, 'answer')
        : renderValue(Object.hasOwn(inputs, part.name) ? inputs[part.name] : undefined, 'answer'),
    )
    .join('')
}

/** Shows a form to a person, waits, and takes the way of the button, or `__timeout`. @public */
export const humanInputExecutor: Executor = defineExecutor(
  humanInputNode,
  async function* (context: Context) {
    const { submission } = context
    if (submission === undefined) {
      yield { type: 'pause', form: formOf(context) }
      return { outputs: {} } // never reached: a pause ends the call
    }
    if (submission === 'expired') {
      const outputs = { [FORM_ACTION_OUTPUT]: '', [FORM_CONTENT_OUTPUT]: contentWith(context, {}) }
      return { outputs, handle: FORM_TIMEOUT_HANDLE }
    }
    const { actionId, inputs } = submission
    return {
      outputs: {
        ...inputs,
        [FORM_ACTION_OUTPUT]: actionId,
        [FORM_CONTENT_OUTPUT]: contentWith(context, inputs),
      },
      inputs,
      handle: actionId,
    }
  },
)
