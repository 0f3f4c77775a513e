import { cx } from '@skep/react/ui'
import type { ReactElement } from 'react'

/** @internal */
export interface ToggleRowProps<V extends string | number> {
  readonly label: string
  readonly choices: readonly { readonly value: V; readonly label: string }[]
  readonly chosen: readonly V[]
  readonly onChange: (chosen: readonly V[]) => void
  readonly error?: string | undefined
}

/** Small buttons of which any number may be pressed; what is chosen stands in the order of the choices. @internal */
export function ToggleRow<V extends string | number>(props: ToggleRowProps<V>): ReactElement {
  const { label, choices, chosen, onChange, error } = props
  return (
    <fieldset className="sk:flex sk:flex-col sk:gap-1.5">
      <legend className="sk:pb-1 sk:text-sm sk:font-medium">{label}</legend>
      <div className="sk:flex sk:flex-wrap sk:gap-1">
        {choices.map((choice) => {
          const isOn = chosen.includes(choice.value)
          return (
            <button
              key={choice.value}
              type="button"
              aria-pressed={isOn}
              className={cx(
                'sk:h-7 sk:min-w-8 sk:rounded-sm sk:border sk:px-1.5 sk:text-center sk:text-sm sk:tabular-nums sk:focus-visible:outline-2 sk:focus-visible:outline-accent sk:disabled:opacity-60',
                isOn
                  ? 'sk:border-accent sk:bg-accent-soft sk:font-medium sk:text-accent-text'
                  : 'sk:border-line sk:bg-surface sk:text-muted sk:hover:border-line-strong',
              )}
              onClick={() =>
                onChange(
                  choices
                    .filter(({ value }) => (value === choice.value ? !isOn : chosen.includes(value)))
                    .map(({ value }) => value),
                )
              }
            >
              {choice.label}
            </button>
          )
        })}
      </div>
      {error ? <p className="sk:text-sm sk:text-bad">{error}</p> : null}
    </fieldset>
  )
}
