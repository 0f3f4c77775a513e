import { Select, TextField } from '@skep/react/ui'
import type { MetadataFieldFace } from '@skep/schema'
import { type ReactElement, useState } from 'react'
import { useT } from '../use-t.ts'

/** @internal */
export interface MetadataNameProps {
  readonly label: string
  readonly value: string
  /** What the chosen bases have; undefined until that is known. */
  readonly fields: readonly MetadataFieldFace[] | undefined
  readonly error?: string | undefined
  readonly onValueChange: (name: string) => void
}

// No field has such a name.
const OTHER = '…'

/** The name of a metadata field: one of those that the chosen bases have, or another that is typed. @internal */
export function MetadataName({
  label,
  value,
  fields,
  error,
  onValueChange,
}: MetadataNameProps): ReactElement {
  const t = useT()
  const [isTyping, setTyping] = useState(false)
  if (!fields || isTyping) {
    return (
      <TextField
        className="sk:min-w-0 sk:flex-1"
        isMono
        dir="ltr"
        aria-label={label}
        placeholder="document_name"
        value={value}
        error={error}
        autoFocus={isTyping}
        onBlur={() => setTyping(false)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') setTyping(false)
        }}
        onValueChange={onValueChange}
      />
    )
  }
  const isKnown = value === '' || fields.some(({ name }) => name === value)
  return (
    <Select
      className="sk:min-w-0 sk:flex-1"
      aria-label={label}
      placeholder={t('builder.metadata.choose')}
      value={value === '' ? undefined : value}
      error={error}
      options={[
        ...fields.map(({ name, type }) => ({
          value: name,
          label: name,
          description: t(`builder.metadata.type.${type}`),
        })),
        ...(isKnown ? [] : [{ value, label: value, description: t('builder.metadata.unknown') }]),
        { value: OTHER, label: t('builder.metadata.other') },
      ]}
      onValueChange={(name) => {
        if (name === OTHER) setTyping(true)
        else onValueChange(name)
      }}
    />
  )
}
