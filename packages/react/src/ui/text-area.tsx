import {
  type ForwardRefExoticComponent,
  forwardRef,
  type RefAttributes,
  type TextareaHTMLAttributes,
} from 'react'
import { cx } from './cx.ts'
import { Field, type FieldTexts } from './field.tsx'
import { FIELD_BOX } from './surface.ts'

/** @public */
export interface TextAreaProps
  extends FieldTexts,
    Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'value' | 'defaultValue'> {
  readonly value?: string
  readonly defaultValue?: string
  readonly onValueChange?: (value: string) => void
  readonly isMono?: boolean
  /** Grows with its text up to 40 % of the window. Default true. */
  readonly grows?: boolean
}

/** Several lines of text. @public */
export const TextArea: ForwardRefExoticComponent<TextAreaProps & RefAttributes<HTMLTextAreaElement>> =
  forwardRef<HTMLTextAreaElement, TextAreaProps>(function TextArea(props, ref) {
    const {
      label,
      hint,
      error,
      isRequired,
      action,
      className,
      isMono,
      grows = true,
      rows = 3,
      ...rest
    } = props
    const { onValueChange, ...area } = rest
    return (
      <Field
        {...{ label, hint, error, isRequired: isRequired === true, action }}
        {...(className ? { className } : {})}
      >
        {(control) => (
          <textarea
            {...control}
            {...area}
            ref={ref}
            rows={rows}
            onChange={onValueChange && ((event) => onValueChange(event.target.value))}
            className={cx(
              'sk:w-full sk:px-2.5 sk:py-1.5 sk:focus-visible:outline-none sk:disabled:cursor-not-allowed sk:disabled:opacity-55',
              grows && 'sk:field-sizing-content sk:max-h-[40vh] sk:min-h-14',
              isMono && 'sk:font-mono sk:text-sm',
              FIELD_BOX,
            )}
          />
        )}
      </Field>
    )
  })
