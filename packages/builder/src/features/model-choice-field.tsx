import type { FieldTexts } from '@skep/react/ui'
import type { ModelChoice } from '@skep/schema'
import type { ReactElement } from 'react'
import { ModelField } from '../fields/model-field.tsx'

const NONE = { provider: '', name: '' }

/** The model of a feature; what is set about it stays when another is chosen. @internal */
export function ModelChoiceField(
  props: FieldTexts & {
    readonly value: ModelChoice | undefined
    readonly onValueChange: (model: ModelChoice) => void
  },
): ReactElement {
  const { value, onValueChange, ...texts } = props
  return (
    <ModelField
      {...texts}
      value={value ?? NONE}
      onValueChange={(model) =>
        onValueChange({ mode: 'chat', parameters: {}, ...value, provider: model.provider, name: model.name })
      }
    />
  )
}
