import { Checkbox, NumberField, Select, Switch, TextArea, TextField } from '@skep/react/ui'
import {
  type JsonValue,
  START_VARIABLE_TYPES,
  type StartVariable,
  type StartVariableType,
  VARIABLE_NAME,
} from '@skep/schema'
import type { ReactElement } from 'react'
import { asJson, type PatchPath } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { JsonObjectField } from '../fields/json-object-field.tsx'
import { useT } from '../use-t.ts'

/** @internal */
export interface StartVariableFormProps {
  readonly variable: StartVariable
  readonly isDouble: boolean
  readonly path: PatchPath
  readonly set: NodePanelProps<unknown>['set']
}

const FILE_TYPES = ['document', 'image', 'audio', 'video'] as const

/** Everything about one field of the form. @internal */
export function StartVariableForm({ variable, isDouble, path, set }: StartVariableFormProps): ReactElement {
  const t = useT()
  const put = (key: keyof StartVariable, value: JsonValue | undefined): void => set([...path, key], value)
  const nameProblem = !VARIABLE_NAME.test(variable.variable)
    ? t('builder.name.invalid')
    : isDouble
      ? t('builder.name.double')
      : undefined
  return (
    <div className="sk:flex sk:flex-col sk:gap-3">
      <Select
        label={t('builder.start.type')}
        value={variable.type}
        options={START_VARIABLE_TYPES.map((type) => ({
          value: type,
          label: t(`builder.start.type.${type}`),
        }))}
        onValueChange={(type) => set(path, asJson(withType(variable, type)))}
      />
      <div className="sk:grid sk:grid-cols-2 sk:gap-2">
        <TextField
          label={t('builder.start.name')}
          isMono
          value={variable.variable}
          error={nameProblem}
          onValueChange={(name) => put('variable', name)}
        />
        <TextField
          label={t('builder.start.label')}
          value={variable.label}
          placeholder={variable.variable}
          onValueChange={(label) => put('label', label)}
        />
      </div>
      <TypeFields variable={variable} put={put} />
      <TextField
        label={t('builder.start.description')}
        value={variable.description ?? ''}
        onValueChange={(text) => put('description', text || undefined)}
      />
      <div className="sk:flex sk:flex-col sk:gap-2">
        {variable.type === 'checkbox' ? null : (
          <Switch
            label={t('builder.start.required')}
            checked={variable.required}
            onCheckedChange={(isOn) => put('required', isOn)}
          />
        )}
        <Switch
          label={t('builder.start.hidden')}
          hint={t('builder.start.hiddenHint')}
          checked={variable.hidden === true}
          onCheckedChange={(isOn) => put('hidden', isOn || undefined)}
        />
      </div>
    </div>
  )
}

interface TypeFieldsProps {
  readonly variable: StartVariable
  readonly put: (key: keyof StartVariable, value: JsonValue | undefined) => void
}

/** What only some types of fields have. */
function TypeFields({ variable, put }: TypeFieldsProps): ReactElement {
  const t = useT()
  const text = typeof variable.default === 'string' ? variable.default : ''
  switch (variable.type) {
    case 'text-input':
    case 'paragraph':
      return (
        <>
          <div className="sk:grid sk:grid-cols-2 sk:gap-2">
            <TextField
              label={t('builder.start.placeholder')}
              value={variable.placeholder ?? ''}
              onValueChange={(value) => put('placeholder', value || undefined)}
            />
            <NumberField
              label={t('builder.start.maxLength')}
              value={variable.maxLength}
              min={1}
              onValueChange={(value) => put('maxLength', value === undefined ? undefined : Math.round(value))}
            />
          </div>
          <TextField
            label={t('builder.start.default')}
            value={text}
            onValueChange={(value) => put('default', value || undefined)}
          />
        </>
      )
    case 'number':
      return (
        <div className="sk:grid sk:grid-cols-2 sk:gap-2">
          <NumberField
            label={t('builder.start.default')}
            value={typeof variable.default === 'number' ? variable.default : undefined}
            onValueChange={(value) => put('default', value)}
          />
          <TextField
            label={t('builder.start.unit')}
            value={variable.unit ?? ''}
            onValueChange={(value) => put('unit', value || undefined)}
          />
        </div>
      )
    case 'checkbox':
      return (
        <Checkbox
          label={t('builder.start.checked')}
          checked={variable.default === true}
          onCheckedChange={(isOn) => put('default', isOn)}
        />
      )
    case 'select':
      return <OptionFields variable={variable} put={put} />
    case 'file':
    case 'file-list':
      return <FileFields variable={variable} put={put} />
    case 'json-object':
      return <SchemaField variable={variable} put={put} />
    default:
      return variable.type satisfies never
  }
}

function OptionFields({ variable, put }: TypeFieldsProps): ReactElement {
  const t = useT()
  const options = variable.options ?? []
  const NONE = ''
  return (
    <>
      <TextArea
        label={t('builder.start.options')}
        hint={t('builder.start.optionsHint')}
        rows={3}
        value={options.join('\n')}
        error={options.every((option) => option.trim() === '') ? t('builder.required') : undefined}
        // Empty lines stay while typing; the form that people see leaves them out.
        onValueChange={(value) => put('options', value === '' ? [] : value.split('\n'))}
      />
      <Select
        label={t('builder.start.default')}
        value={typeof variable.default === 'string' ? variable.default : NONE}
        options={[
          { value: NONE, label: t('builder.start.noDefault') },
          ...[...new Set(options)]
            .filter((option) => option !== '')
            .map((option) => ({ value: option, label: option })),
        ]}
        onValueChange={(value) => put('default', value === NONE ? undefined : value)}
      />
    </>
  )
}

function FileFields({ variable, put }: TypeFieldsProps): ReactElement {
  const t = useT()
  const allowed = variable.allowedFileTypes ?? []
  return (
    <>
      <fieldset className="sk:flex sk:flex-col sk:gap-1.5">
        <legend className="sk:pb-1 sk:text-sm sk:font-medium">{t('builder.start.fileTypes')}</legend>
        <div className="sk:grid sk:grid-cols-2 sk:gap-1.5">
          {FILE_TYPES.map((type) => (
            <Checkbox
              key={type}
              label={t(`builder.start.fileType.${type}`)}
              checked={allowed.includes(type)}
              onCheckedChange={(isOn) =>
                put('allowedFileTypes', isOn ? [...allowed, type] : allowed.filter((each) => each !== type))
              }
            />
          ))}
        </div>
      </fieldset>
      <TextField
        label={t('builder.start.extensions')}
        hint={t('builder.start.extensionsHint')}
        isMono
        value={(variable.allowedFileExtensions ?? []).join(', ')}
        placeholder=".pdf, .docx"
        onValueChange={(value) =>
          put(
            'allowedFileExtensions',
            value.trim() === '' ? undefined : value.split(',').map((each) => each.trim()),
          )
        }
      />
      {variable.type === 'file-list' ? (
        <NumberField
          label={t('builder.start.maxFiles')}
          value={variable.maxLength ?? 5}
          min={1}
          max={100}
          onValueChange={(value) => put('maxLength', Math.round(value ?? 1))}
        />
      ) : null}
    </>
  )
}

function SchemaField({ variable, put }: TypeFieldsProps): ReactElement {
  const t = useT()
  return (
    <JsonObjectField
      label={t('builder.start.schema')}
      hint={t('builder.start.schemaHint')}
      value={variable.jsonSchema}
      onValueChange={(schema) => put('jsonSchema', schema)}
    />
  )
}

/** A field of another type keeps what the new type understands. */
function withType(variable: StartVariable, type: StartVariableType): StartVariable {
  const { variable: name, label, required, hidden, description, placeholder } = variable
  return {
    variable: name,
    label,
    type,
    required: type === 'checkbox' ? false : required,
    ...(hidden === undefined ? {} : { hidden }),
    ...(description === undefined ? {} : { description }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(type === 'select' ? { options: variable.options ?? [] } : {}),
    ...(type === 'text-input' ? { maxLength: variable.maxLength ?? 256 } : {}),
    ...(type === 'file-list' ? { maxLength: 5 } : {}),
    ...(type === 'file' || type === 'file-list'
      ? {
          allowedFileTypes: variable.allowedFileTypes ?? ['document'],
          allowedFileUploadMethods: ['local_file'],
        }
      : {}),
  }
}
