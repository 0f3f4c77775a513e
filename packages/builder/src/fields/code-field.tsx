import { Field, type FieldTexts } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { EditorHost } from '../editors/editor-host.tsx'
import { useT } from '../use-t.ts'

/** @public */
export interface CodeFieldProps extends FieldTexts {
  /** Name for screen readers where no `label` is drawn. */
  readonly 'aria-label'?: string
  readonly value: string
  readonly onValueChange: (code: string) => void
  /** `plain` is text without line numbers. Default `javascript`. */
  readonly language?: 'javascript' | 'python' | 'plain'
  /** The line that `error` is about, from 1. */
  readonly errorLine?: number | undefined
  readonly lines?: readonly [least: number, most: number]
}

/** Code or other text that is not for people. @public */
export function CodeField(props: CodeFieldProps): ReactElement {
  const {
    label,
    hint,
    error,
    isRequired,
    action,
    value,
    onValueChange,
    errorLine,
    language = 'javascript',
    lines = [10, 28],
  } = props
  const t = useT()
  const { isReadOnly } = useBuilder()
  return (
    <Field {...{ label, hint, error, isRequired: isRequired === true, action }}>
      {() => (
        <EditorHost
          kind={language}
          value={value}
          onValueChange={onValueChange}
          label={props['aria-label'] ?? (typeof label === 'string' ? label : t('builder.code'))}
          isReadOnly={isReadOnly}
          isInvalid={Boolean(error)}
          problemLine={errorLine}
          lines={lines}
        />
      )}
    </Field>
  )
}
