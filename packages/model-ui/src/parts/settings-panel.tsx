import { useMessages } from '@skep/react'
import { cx, Tabs } from '@skep/react/ui'
import { type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { useDirectory } from '../state/use-directory.ts'
import { useSettings } from '../state/use-settings.ts'
import { BudgetAndCache } from './budget-and-cache.tsx'
import { Choices } from './choices.tsx'
import { Connections } from './connections.tsx'
import { ModelsDevice } from './device.tsx'
import { ModelsDownloads } from './downloads.tsx'

/** @public */
export type ModelsSettingsTab = 'connections' | 'choices' | 'limits' | 'browser'

/** @public */
export interface ModelsSettingsPanelProps {
  /** The first tab that is shown. Default `connections`. */
  readonly defaultTab?: ModelsSettingsTab
  /** Connections were added, changed or removed, so the list of models may be another. */
  readonly onChange?: () => void
  readonly className?: string
}

/** Connections, default models, budget, cache and what this browser keeps; fills its parent's height. @public */
export function ModelsSettingsPanel(props: ModelsSettingsPanelProps): ReactElement {
  const { defaultTab = 'connections', onChange, className } = props
  const t = useMessages(modelUiMessages)
  const [tab, setTab] = useState(defaultTab)
  const directory = useDirectory()
  const settings = useSettings()
  const openConnections = (): void => setTab('connections')
  return (
    <Tabs
      label={t('models.sections')}
      value={tab}
      onValueChange={setTab}
      className={cx('sk:h-full', className)}
      contentClassName="sk:flex sk:flex-col"
      items={[
        {
          value: 'connections',
          label: t('models.connections'),
          content: (
            <Connections
              directory={directory}
              onChange={() => {
                directory.reload()
                onChange?.()
              }}
            />
          ),
        },
        {
          value: 'choices',
          label: t('models.choices'),
          content: (
            <Choices settings={settings} directory={directory.state.value} onManage={openConnections} />
          ),
        },
        { value: 'limits', label: t('models.limits'), content: <BudgetAndCache settings={settings} /> },
        {
          value: 'browser',
          label: t('models.thisBrowser'),
          content: (
            <div data-skep-scroll="" className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:gap-4 sk:p-4">
              <ModelsDevice className="sk:shrink-0" />
              <ModelsDownloads className="sk:shrink-0" />
            </div>
          ),
        },
      ]}
    />
  )
}
