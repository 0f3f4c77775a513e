import type { ProviderPreset } from '@skep/client'
import { useMessages } from '@skep/react'
import { IconButton, TextField } from '@skep/react/ui'
import { ArrowLeft, Building2, Cloud, HardDrive, type LucideIcon, Search, Server } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { text } from '../state/connection-draft.ts'
import { groupPresets, type PresetGroupId } from '../state/preset-groups.ts'

const ICONS: Readonly<Record<PresetGroupId, LucideIcon>> = {
  service: Cloud,
  own: Server,
  backend: Building2,
  browser: HardDrive,
}

/** What can be connected here. @internal */
export function PresetList(props: {
  readonly presets: readonly ProviderPreset[]
  readonly onChoose: (preset: ProviderPreset) => void
  readonly onBack: () => void
}): ReactElement {
  const { presets, onChoose, onBack } = props
  const t = useMessages(modelUiMessages)
  const [query, setQuery] = useState('')
  const groups = groupPresets(presets, query)
  return (
    <div className="sk:@container sk:flex sk:min-h-0 sk:flex-1 sk:flex-col">
      <div className="sk:flex sk:min-h-11 sk:shrink-0 sk:items-center sk:gap-2 sk:border-b sk:border-line sk:px-3">
        <IconButton
          label={t('models.back')}
          tooltip="none"
          icon={<ArrowLeft size={16} className="sk:rtl:rotate-180" />}
          onClick={onBack}
        />
        <h3 className="sk:min-w-0 sk:flex-1 sk:truncate sk:font-semibold">{t('models.chooseProvider')}</h3>
      </div>
      <div data-skep-scroll="" className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:gap-4 sk:p-4">
        {presets.length > 8 ? (
          <TextField
            type="search"
            aria-label={t('models.findProvider')}
            placeholder={t('models.findProvider')}
            start={<Search size={14} />}
            value={query}
            onValueChange={setQuery}
          />
        ) : null}
        {groups.length === 0 ? (
          <p className="sk:py-6 sk:text-center sk:text-muted">
            {t(presets.length === 0 ? 'models.noPresets' : 'models.noProvider')}
          </p>
        ) : null}
        {groups.map((group) => {
          const Icon = ICONS[group.id]
          return (
            <section key={group.id} className="sk:flex sk:flex-col sk:gap-1.5">
              <h4 className="sk:text-xs sk:font-medium sk:text-faint">{t(`models.presets.${group.id}`)}</h4>
              <ul className="sk:grid sk:grid-cols-1 sk:gap-2 sk:@sm:grid-cols-2 sk:@lg:grid-cols-3">
                {group.presets.map((preset) => (
                  <li key={preset.id}>
                    <button
                      type="button"
                      onClick={() => onChoose(preset)}
                      className="sk:flex sk:h-full sk:w-full sk:items-center sk:gap-2.5 sk:rounded-md sk:border sk:border-line sk:px-3 sk:py-2 sk:text-start sk:hover:border-line-strong/60 sk:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:outline-offset-1 sk:focus-visible:outline-accent"
                    >
                      <Icon size={15} className="sk:shrink-0 sk:text-muted" aria-hidden="true" />
                      <span className="sk:min-w-0 sk:flex-1">
                        <span className="sk:block sk:truncate sk:font-medium">
                          <bdi>{preset.label}</bdi>
                        </span>
                        <span className="sk:block sk:truncate sk:text-xs sk:text-muted" dir="ltr">
                          {hostOf(text(preset.settings.baseUrl))}
                        </span>
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </div>
  )
}

/** @internal */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address.replace(/^https?:\/\//, '')
}
