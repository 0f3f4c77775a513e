import type { ModelKind, ModelRef, ModelSettings } from '@skep/client'
import { useMessages } from '@skep/react'
import { IconButton } from '@skep/react/ui'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import type { ReactElement } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { connectionName, type ModelDirectory } from '../state/directory.ts'
import { fallbackOf, moved, withFallback } from '../state/fallback.ts'
import { isSameModel, keyOf } from '../state/model-key.ts'
import { useNames } from '../state/use-names.ts'
import type { SettingsValue } from '../state/use-settings.ts'
import { ModelsPicker } from './picker.tsx'
import { SettingsFrame, SettingsSection } from './settings-frame.tsx'

const DEFAULTS = [
  { name: 'chat', kind: 'chat' },
  { name: 'classification', kind: 'chat' },
  { name: 'title', kind: 'chat' },
  { name: 'summary', kind: 'chat' },
  { name: 'embedding', kind: 'embedding' },
  { name: 'rerank', kind: 'rerank' },
] as const satisfies readonly { readonly name: string; readonly kind: ModelKind }[]

/** Default models, and what takes over when one fails. @internal */
export function Choices(props: {
  readonly settings: SettingsValue
  readonly directory: ModelDirectory | undefined
  readonly onManage: () => void
}): ReactElement {
  const { settings, directory, onManage } = props
  const t = useMessages(modelUiMessages)
  return (
    <SettingsFrame settings={settings}>
      {(value) => (
        <>
          <SettingsSection title={t('models.defaults')} text={t('models.defaultsText')}>
            <ul className="sk:flex sk:flex-col sk:gap-2">
              {DEFAULTS.map(({ name, kind }) => {
                const chosen = value.defaults[name] ?? null
                const label = t(`models.defaultFor.${name}`)
                return (
                  <li key={name} className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-3 sk:gap-y-1">
                    <span className="sk:w-40 sk:text-sm sk:font-medium">{label}</span>
                    <span className="sk:flex sk:min-w-50 sk:flex-1 sk:items-center sk:gap-1">
                      <ModelsPicker
                        className="sk:flex-1"
                        aria-label={label}
                        placeholder={t('models.noDefault')}
                        kind={kind}
                        size="sm"
                        showsFacts={false}
                        value={chosen}
                        onManage={onManage}
                        onValueChange={(model) =>
                          void settings.save({ defaults: { ...value.defaults, [name]: model } })
                        }
                      />
                      <IconButton
                        size="sm"
                        label={t('models.clear', { name: label })}
                        icon={<X size={14} />}
                        className={chosen ? '' : 'sk:invisible'}
                        onClick={() => {
                          const { [name]: _, ...others } = value.defaults
                          void settings.save({ defaults: others })
                        }}
                      />
                    </span>
                  </li>
                )
              })}
            </ul>
          </SettingsSection>
          <Fallback settings={settings} value={value} directory={directory} onManage={onManage} />
        </>
      )}
    </SettingsFrame>
  )
}

function Fallback(props: {
  readonly settings: SettingsValue
  readonly value: ModelSettings
  readonly directory: ModelDirectory | undefined
  readonly onManage: () => void
}): ReactElement {
  const { settings, value, directory, onManage } = props
  const t = useMessages(modelUiMessages)
  const names = useNames()
  const chain = fallbackOf(value)
  const put = (models: readonly ModelRef[]): void =>
    void settings.save({ fallback: withFallback(value, models) })
  return (
    <SettingsSection title={t('models.fallback')} text={t('models.fallbackText')}>
      {chain.length === 0 ? (
        <p className="sk:rounded-sm sk:bg-sunken sk:px-3 sk:py-2 sk:text-sm sk:text-muted">
          {t('models.noFallback')}
        </p>
      ) : (
        <ol className="sk:overflow-hidden sk:rounded-md sk:border sk:border-line">
          {chain.map((ref, index) => {
            const name = directory?.models.find((model) => isSameModel(model, ref))?.label ?? ref.model
            return (
              <li
                key={keyOf(ref)}
                className="sk:flex sk:items-center sk:gap-2 sk:border-b sk:border-line sk:ps-3 sk:pe-1.5 sk:py-1 sk:last:border-b-0"
              >
                <span className="sk:w-4 sk:text-sm sk:text-faint sk:tabular-nums">{index + 1}</span>
                <span className="sk:min-w-0 sk:flex-1 sk:truncate">
                  <bdi>{name}</bdi>{' '}
                  <span className="sk:text-sm sk:text-muted">
                    <bdi>{directory ? connectionName(ref.provider, directory, names) : ref.provider}</bdi>
                  </span>
                </span>
                <IconButton
                  size="sm"
                  label={t('models.moveUp', { name })}
                  icon={<ArrowUp size={14} />}
                  disabled={index === 0}
                  onClick={() => put(moved(chain, index, -1))}
                />
                <IconButton
                  size="sm"
                  label={t('models.moveDown', { name })}
                  icon={<ArrowDown size={14} />}
                  disabled={index === chain.length - 1}
                  onClick={() => put(moved(chain, index, 1))}
                />
                <IconButton
                  size="sm"
                  label={t('models.removeOf', { name })}
                  icon={<X size={14} />}
                  onClick={() => put(chain.filter((one) => one !== ref))}
                />
              </li>
            )
          })}
        </ol>
      )}
      <ModelsPicker
        aria-label={t('models.addFallback')}
        placeholder={t('models.addFallback')}
        kind="chat"
        value={null}
        showsFacts={false}
        onManage={onManage}
        onValueChange={(model) => {
          if (!chain.some((one) => isSameModel(one, model))) put([...chain, model])
        }}
      />
    </SettingsSection>
  )
}
