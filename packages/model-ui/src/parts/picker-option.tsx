import type { ModelInfo } from '@skep/client'
import { cx } from '@skep/react/ui'
import { Check } from 'lucide-react'
import { memo, type NamedExoticComponent } from 'react'
import type { ModelPlace, ModelState } from '../state/directory.ts'
import { ModelFacts } from './model-facts.tsx'
import { StateMark } from './state-mark.tsx'

/** @internal */
export interface PickerOptionProps {
  readonly id: string
  readonly index: number
  readonly model: ModelInfo
  readonly place: ModelPlace
  readonly state: ModelState
  readonly isActive: boolean
  readonly isChosen: boolean
  readonly showsKind: boolean
  readonly onPoint: (index: number) => void
  readonly onChoose: (index: number) => void
}

/** One model of the list. Drawn anew only when it becomes or stops being the active one. @internal */
export const PickerOption: NamedExoticComponent<PickerOptionProps> = memo(function PickerOption(props) {
  const { id, index, model, place, state, isActive, isChosen, showsKind, onPoint, onChoose } = props
  const isDisabled = state.status === 'unavailable'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the search field, which names the active option
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      aria-disabled={isDisabled || undefined}
      data-index={index}
      onPointerMove={() => onPoint(index)}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onChoose(index)}
      className={cx(
        'sk:flex sk:cursor-pointer sk:items-start sk:gap-2 sk:rounded-sm sk:px-2 sk:py-1.5 sk:[contain-intrinsic-size:auto_46px] sk:[content-visibility:auto]',
        isActive && 'sk:bg-hover',
        isDisabled && 'sk:cursor-not-allowed',
      )}
    >
      <span className={cx('sk:mt-0.5 sk:text-accent-text', !isChosen && 'sk:invisible')}>
        <Check size={14} />
      </span>
      <span className="sk:min-w-0 sk:flex-1">
        <span className="sk:flex sk:items-center sk:gap-2">
          <span
            className={cx('sk:min-w-0 sk:flex-1 sk:truncate sk:font-medium', isDisabled && 'sk:text-muted')}
          >
            <bdi>{model.label}</bdi>
          </span>
          <StateMark state={state} />
        </span>
        <ModelFacts model={model} place={place} showsKind={showsKind} className="sk:mt-0.5" />
        {state.status === 'unavailable' ? (
          <span dir="auto" className="sk:mt-0.5 sk:block sk:text-xs sk:text-bad">
            {state.reason}
          </span>
        ) : null}
      </span>
    </div>
  )
})
