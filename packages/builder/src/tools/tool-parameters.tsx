import type { JsonObject, JsonValue, ToolFace, ToolParameter } from '@skep/schema'
import type { ReactElement, ReactNode } from 'react'
import { ToolParameterField } from './tool-parameter.tsx'

/** @internal */
export type Parameters = { readonly [name: string]: ToolParameter }

/** A parameter to be asked for, in the order of the tool's schema. @internal */
export interface AskedParameter {
  readonly name: string
  readonly schema: JsonObject
  readonly isRequired: boolean
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {} // as tested
}

/** What a tool's schema asks for, then what is set although the schema does not name it. @internal */
export function askedParameters(schema: JsonObject | undefined, set: Parameters): readonly AskedParameter[] {
  const properties = objectOf(schema?.properties)
  const required = Array.isArray(schema?.required) ? schema.required : []
  const extra = Object.keys(set).filter((name) => !Object.hasOwn(properties, name))
  return [
    ...Object.entries(properties).map(([name, each]) => ({
      name,
      schema: objectOf(each),
      isRequired: required.includes(name),
    })),
    ...extra.map((name) => ({ name, schema: {}, isRequired: false })),
  ]
}

/** @internal */
export interface ToolParametersProps {
  readonly face: Pick<ToolFace, 'parameters'> | undefined
  readonly values: Parameters
  readonly onValuesChange: (name: string, value: ToolParameter | undefined) => void
  readonly errorOf?: (name: string) => string | undefined
  readonly actionOf?: (name: string) => ReactNode
}

/** A form for the parameters of a tool, made from its JSON schema. @internal */
export function ToolParameters(props: ToolParametersProps): ReactElement {
  const { face, values, onValuesChange, errorOf, actionOf } = props
  return (
    <div className="sk:flex sk:flex-col sk:gap-3">
      {askedParameters(face?.parameters, values).map(({ name, schema, isRequired }) => (
        <ToolParameterField
          key={name}
          name={name}
          schema={schema}
          isRequired={isRequired}
          error={errorOf?.(name)}
          value={values[name]}
          onValueChange={(value) => onValuesChange(name, value)}
          action={actionOf?.(name)}
        />
      ))}
    </div>
  )
}
