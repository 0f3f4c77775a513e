import type { ProviderConfig, ProviderLimits } from '@skep/client'
import { useMessages } from '@skep/react'
import { NumberField } from '@skep/react/ui'
import { ChevronRight } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { withLimit } from '../state/connection-draft.ts'

const FIELDS = [
  { name: 'maxConcurrent', label: 'models.maxConcurrent', unit: 1, min: 1 },
  { name: 'requestsPerMinute', label: 'models.requestsPerMinute', unit: 1, min: 1 },
  { name: 'tokensPerMinute', label: 'models.tokensPerMinute', unit: 1, min: 1 },
  { name: 'retries', label: 'models.retries', unit: 1, min: 0 },
  { name: 'firstTokenTimeoutMs', label: 'models.firstTokenSeconds', unit: 1000, min: 1 },
  { name: 'idleTimeoutMs', label: 'models.idleSeconds', unit: 1000, min: 1 },
] as const satisfies readonly {
  readonly name: keyof ProviderLimits
  readonly label: keyof typeof modelUiMessages
  readonly unit: number
  readonly min: number
}[]

/** How much a connection may be asked at once, and how long it may take. Folded while nothing is set. @internal */
export function LimitFields(props: {
  readonly config: ProviderConfig
  readonly onChange: (config: ProviderConfig) => void
}): ReactElement {
  const { config, onChange } = props
  const t = useMessages(modelUiMessages)
  const [isOpen, setOpen] = useState(config.limits !== undefined)
  return (
    <div className="sk:flex sk:flex-col sk:gap-2">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="sk:flex sk:items-center sk:gap-1 sk:self-start sk:rounded-sm sk:text-sm sk:font-medium sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
      >
        <ChevronRight
          size={14}
          aria-hidden="true"
          className={isOpen ? 'sk:rotate-90' : 'sk:rtl:rotate-180'}
        />
        {t('models.limitsOf')}
      </button>
      {isOpen ? (
        <>
          <p className="sk:text-sm sk:text-muted">{t('models.limitsText')}</p>
          <div className="sk:grid sk:grid-cols-1 sk:gap-3 sk:@sm:grid-cols-2">
            {FIELDS.map(({ name, label, unit, min }) => {
              const value = config.limits?.[name]
              return (
                <NumberField
                  key={name}
                  label={t(label)}
                  min={min}
                  value={value === undefined ? undefined : value / unit}
                  onValueChange={(next) =>
                    onChange(
                      withLimit(config, name, next === undefined ? undefined : Math.round(next * unit)),
                    )
                  }
                />
              )
            })}
          </div>
        </>
      ) : null}
    </div>
  )
}
