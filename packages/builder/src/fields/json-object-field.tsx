import type { FieldTexts } from '@skep/react/ui'
import type { JsonObject } from '@skep/schema'
import { type ReactElement, useState } from 'react'
import { useT } from '../use-t.ts'
import { CodeField } from './code-field.tsx'

/** @public */
export interface JsonObjectFieldProps extends FieldTexts {
  readonly value: JsonObject | undefined
  /** Called with every whole object while typing; `undefined` when emptied. */
  readonly onValueChange: (value: JsonObject | undefined) => void
}

/** A JSON object as text, e.g. a schema. Half-typed JSON stays in the field; the app only ever holds whole values. @public */
export function JsonObjectField({ value, onValueChange, ...texts }: JsonObjectFieldProps): ReactElement {
  const t = useT()
  const [draft, setDraft] = useState<string | null>(null)
  const stored = value === undefined ? '' : JSON.stringify(value, null, 2)
  const isBroken = draft !== null && draft.trim() !== '' && parseObject(draft) === undefined
  return (
    <CodeField
      {...texts}
      language="plain"
      lines={[5, 18]}
      value={draft ?? stored}
      error={isBroken ? t('builder.run.error.not-an-object') : texts.error}
      onValueChange={(text) => {
        const parsed = parseObject(text)
        // The text stays as it was typed, whatever its spacing.
        setDraft(parsed && JSON.stringify(parsed, null, 2) === text ? null : text)
        if (parsed || text.trim() === '') onValueChange(parsed)
      }}
    />
  )
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined // parsed JSON
  } catch {
    return undefined // half-typed
  }
}
