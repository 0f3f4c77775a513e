import type { MetadataField } from '@skep/client'
import { useMessages } from '@skep/react'
import { Button, IconButton, Select, TextField } from '@skep/react/ui'
import { Plus, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'

/** @internal */
export interface MetadataFieldsProps {
  readonly fields: readonly MetadataField[]
  readonly onChange: (fields: readonly MetadataField[]) => void
}

const NAME = /^[a-z][a-z0-9_]*$/

/** Whether the fields may be saved. @internal */
export function areFieldsValid(fields: readonly MetadataField[]): boolean {
  return (
    fields.every(({ name }) => NAME.test(name)) &&
    new Set(fields.map(({ name }) => name)).size === fields.length
  )
}

/** The fields of a base that its documents may have values for. @internal */
export function MetadataFields({ fields, onChange }: MetadataFieldsProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const replace = (index: number, changes: Partial<MetadataField>): void =>
    onChange(fields.map((field, at) => (at === index ? { ...field, ...changes } : field)))
  const errorOf = (name: string): string | undefined => {
    if (name === '') return undefined
    if (!NAME.test(name)) return t('uploader.fieldNameRule')
    return fields.filter((field) => field.name === name).length > 1 ? t('uploader.fieldNameTwice') : undefined
  }
  return (
    <div className="sk:flex sk:flex-col sk:gap-2.5">
      <p className="sk:text-sm sk:text-muted">{t('uploader.fieldsHint')}</p>
      {fields.map((field, index) => {
        const error = errorOf(field.name)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: names are being typed, so a row is its place
          <div key={index} className="sk:flex sk:items-start sk:gap-2">
            <TextField
              className="sk:min-w-0 sk:flex-1"
              aria-label={t('uploader.fieldName', { number: index + 1 })}
              placeholder="department"
              dir="ltr"
              value={field.name}
              onValueChange={(name) => replace(index, { name })}
              {...(error ? { error } : {})}
            />
            <Select
              className="sk:w-28"
              aria-label={t('uploader.fieldType', { number: index + 1 })}
              value={field.type}
              onValueChange={(type) => replace(index, { type })}
              options={[
                { value: 'string', label: t('uploader.typeText') },
                { value: 'number', label: t('uploader.typeNumber') },
                { value: 'time', label: t('uploader.typeTime') },
              ]}
            />
            <IconButton
              label={t('uploader.removeField', { name: field.name })}
              icon={<Trash2 size={14} />}
              onClick={() => onChange(fields.filter((_, at) => at !== index))}
            />
          </div>
        )
      })}
      <Button
        size="sm"
        className="sk:self-start"
        icon={<Plus size={14} />}
        onClick={() => onChange([...fields, { name: '', type: 'string' }])}
      >
        {t('uploader.addField')}
      </Button>
    </div>
  )
}
