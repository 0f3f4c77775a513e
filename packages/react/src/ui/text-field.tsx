import {
  type ForwardRefExoticComponent,
  forwardRef,
  type InputHTMLAttributes,
  type ReactNode,
  type RefAttributes,
} from 'react'
import { cx } from './cx.ts'
import { Field, type FieldTexts } from './field.tsx'
import { FIELD_BOX } from './surface.ts'

/** @public */
export interface TextFieldProps
  extends FieldTexts,
    Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'size' | 'value' | 'defaultValue'> {
  readonly value?: string
  readonly defaultValue?: string
  readonly onValueChange?: (value: string) => void
  /** An icon or a word before the text. */
  readonly start?: ReactNode
  readonly end?: ReactNode
  readonly isMono?: boolean
  /** Default `md`: 32 px; `sm`: 28 px. */
  readonly size?: 'sm' | 'md'
}

/** One line of text. @public */
export const TextField: ForwardRefExoticComponent<TextFieldProps & RefAttributes<HTMLInputElement>> =
  forwardRef<HTMLInputElement, TextFieldProps>(function TextField(props, ref) {
    const {
      label,
      hint,
      error,
      isRequired,
      action,
      className,
      start,
      end,
      isMono,
      size = 'md',
      ...rest
    } = props
    const { onValueChange, ...input } = rest
    return (
      <Field
        {...{ label, hint, error, isRequired: isRequired === true, action }}
        {...(className ? { className } : {})}
      >
        {(control) => (
          <span
            className={cx(
              'sk:flex sk:w-full sk:items-center sk:gap-2 sk:px-2.5',
              size === 'md' ? 'sk:h-8' : 'sk:h-7',
              FIELD_BOX,
              input.disabled && 'sk:opacity-55',
            )}
          >
            {start ? <span className="sk:shrink-0 sk:text-faint">{start}</span> : null}
            <input
              type="text"
              {...control}
              {...input}
              ref={ref}
              onChange={onValueChange && ((event) => onValueChange(event.target.value))}
              className={cx(
                'sk:min-w-0 sk:flex-1 sk:bg-transparent sk:focus-visible:outline-none sk:disabled:cursor-not-allowed',
                isMono && 'sk:font-mono sk:text-sm',
              )}
            />
            {end}
          </span>
        )}
      </Field>
    )
  })
