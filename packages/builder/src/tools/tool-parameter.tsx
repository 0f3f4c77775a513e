import { IconButton, NumberField, Select } from '@skep/react/ui'
import type { JsonObject, JsonValue, ToolParameter, ValueType } from '@skep/schema'
import { Pencil, Variable } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { useBuilder } from '../builder-context.ts'
import { ConstantField } from '../fields/constant-field.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'

/** @internal */
export interface ToolParameterFieldProps {
  readonly name: string
  /** The JSON schema of this parameter; empty where nothing is known. */
  readonly schema: JsonObject
  readonly isRequired: boolean
  readonly error?: string | undefined
  readonly value: ToolParameter | undefined
  /** `undefined` leaves the parameter out. */
  readonly onValueChange: (value: ToolParameter | undefined) => void
  /** Beside the button that changes between value and variable. */
  readonly action?: ReactNode
}

function typeOf({ type, items }: JsonObject): ValueType {
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'boolean' || type === 'object') return type
  if (type !== 'array') return 'string'
  const item =
    typeof items === 'object' && items !== null && !Array.isArray(items) ? (items as JsonObject).type : '' // as tested
  return item === 'string' || item === 'number' || item === 'object' ? `array[${item}]` : 'array[any]'
}

function optionsOf({ enum: values }: JsonObject): readonly string[] {
  return Array.isArray(values) ? values.map((value: JsonValue) => String(value)) : []
}

/** One parameter of a tool: a text with variables, a value of its type, a choice, or a variable as it is. @internal */
export function ToolParameterField(props: ToolParameterFieldProps): ReactElement {
  const { name, schema, isRequired, error, value, onValueChange } = props
  const t = useT()
  const { isReadOnly } = useBuilder()
  const type = typeOf(schema)
  const options = optionsOf(schema)
  const isVariable = value?.type === 'variable'
  const title = typeof schema.title === 'string' && schema.title !== '' ? schema.title : name
  const { description } = schema
  // A text takes variables inside it, so it needs no other way.
  const isText = schema.type === 'string' && options.length === 0 && !isVariable
  const toggle =
    isReadOnly || isText ? null : (
      <IconButton
        size="sm"
        label={t(isVariable ? 'builder.tool.useValue' : 'builder.tool.useVariable', { name: title })}
        icon={isVariable ? <Pencil size={13} /> : <Variable size={14} />}
        onClick={() => onValueChange(isVariable ? undefined : { type: 'variable', value: [] })}
      />
    )
  const texts = {
    label: title,
    isRequired,
    error,
    ...(typeof description === 'string' && description !== '' ? { hint: description } : {}),
    action: (
      <span className="sk:flex sk:items-center sk:gap-1">
        {props.action}
        {toggle}
      </span>
    ),
  }
  if (isVariable) {
    return (
      <VariableField
        {...texts}
        value={value.value}
        isClearable={!isReadOnly}
        onValueChange={(selector) => onValueChange({ type: 'variable', value: selector })}
      />
    )
  }
  if (options.length > 0) {
    const chosen = value === undefined ? undefined : String(value.value)
    return (
      <Select
        {...texts}
        value={chosen}
        placeholder={t('builder.tool.notSet')}
        options={[...(chosen !== undefined && !options.includes(chosen) ? [chosen] : []), ...options].map(
          (option) => ({ value: option, label: option }),
        )}
        onValueChange={(option) => onValueChange({ type: 'constant', value: original(schema, option) })}
      />
    )
  }
  // A text may stand for any type: the tool gets it in the type that its schema names.
  if (type === 'string' || value?.type === 'mixed') {
    return (
      <TemplateField
        {...texts}
        lines={[1, 10]}
        value={value === undefined || value.value === null ? '' : String(value.value)}
        onValueChange={(text) => onValueChange(text === '' ? undefined : { type: 'mixed', value: text })}
      />
    )
  }
  if (type === 'number') {
    return (
      <NumberField
        {...texts}
        value={typeof value?.value === 'number' ? value.value : undefined}
        placeholder={t('builder.tool.notSet')}
        onValueChange={(number) =>
          onValueChange(number === undefined ? undefined : { type: 'constant', value: number })
        }
      />
    )
  }
  if (type === 'boolean') {
    return (
      <Select
        {...texts}
        value={value === undefined ? 'none' : isOn(value.value) ? 'true' : 'false'}
        options={[
          { value: 'none', label: t('builder.tool.notSet') },
          { value: 'true', label: t('builder.true') },
          { value: 'false', label: t('builder.false') },
        ]}
        onValueChange={(next) =>
          onValueChange(next === 'none' ? undefined : { type: 'constant', value: next === 'true' })
        }
      />
    )
  }
  return (
    <ConstantField
      {...texts}
      type={type}
      value={value?.value ?? null}
      onValueChange={(next) => onValueChange({ type: 'constant', value: next })}
    />
  )
}

/** Old files write yes and no as 1 and 0. */
function isOn(value: JsonValue): boolean {
  return value === true || value === 1 || value === 'true'
}

/** A choice in the type that the schema lists it in. */
function original({ enum: values }: JsonObject, option: string): JsonValue {
  return (
    (Array.isArray(values) ? values.find((value: JsonValue) => String(value) === option) : undefined) ??
    option
  )
}
