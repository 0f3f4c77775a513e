import type { JsonObject } from '../../json.ts'
import {
  FORM_BUTTON_STYLES,
  FORM_INPUT_TYPES,
  type FormAction,
  type FormDelivery,
  type FormInput,
  type HumanInputConfig,
} from '../../nodes/human-input.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'

function readInput(item: Reader): FormInput {
  const initial = item.inner('default')
  const options = item.json('options')
  return defined<FormInput>({
    type: item.choice('type', FORM_INPUT_TYPES) ?? 'text-input',
    name: item.text('output_variable_name') ?? '',
    default: initial && {
      type: initial.choice('type', ['constant', 'variable']) ?? 'constant',
      selector: initial.selector('selector'),
      value: initial.text('value') ?? '',
    },
    options: Array.isArray(options) ? item.texts('options') : undefined,
  })
}

function writeInput({ type, name, default: initial, options }: FormInput): JsonObject {
  return defined<JsonObject>({ type, output_variable_name: name, default: initial, options })
}

function readAction(item: Reader): FormAction {
  return {
    id: item.text('id') ?? '',
    title: item.text('title') ?? '',
    style: item.choice('button_style', FORM_BUTTON_STYLES) ?? 'default',
  }
}

function readDelivery(item: Reader, index: number): FormDelivery {
  return defined<FormDelivery>({
    id: item.text('id') ?? `delivery_${index + 1}`,
    type: item.text('type') ?? 'webapp',
    enabled: item.boolean('enabled') ?? true,
    config: item.inner('config')?.value,
  })
}

function read(data: Reader): HumanInputConfig {
  return {
    content: data.text('form_content') ?? '',
    inputs: data.items('inputs').map(readInput),
    actions: data.items('user_actions').map(readAction),
    timeout: data.number('timeout') ?? 36,
    timeoutUnit: data.choice('timeout_unit', ['hour', 'day']) ?? 'hour',
    deliveries: data.items('delivery_methods').map(readDelivery),
  }
}

/** @internal */
export const humanInputMapper: DifyMapper<HumanInputConfig> = {
  type: 'human-input',
  difyTypes: ['human-input'],
  read,
  write: ({ content, inputs, actions, timeout, timeoutUnit, deliveries }) => ({
    delivery_methods: deliveries.map(({ id, type, enabled, config }) =>
      defined<JsonObject>({ id, type, enabled, config }),
    ),
    form_content: content,
    inputs: inputs.map(writeInput),
    user_actions: actions.map(({ id, title, style }) => ({ id, title, button_style: style })),
    timeout,
    timeout_unit: timeoutUnit,
  }),
}
