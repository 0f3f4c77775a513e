import { useMessages } from '@skep/react'
import { Dialog } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { ModelsSettingsPanel, type ModelsSettingsPanelProps } from './settings-panel.tsx'

/** @public */
export interface ModelsSettingsProps extends Omit<ModelsSettingsPanelProps, 'className'> {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

/** The settings of models in a dialog. @public */
export function ModelsSettings({ open, onOpenChange, ...panel }: ModelsSettingsProps): ReactElement {
  const t = useMessages(modelUiMessages)
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('models.settings')}
      description={t('models.settingsText')}
      size="lg"
      isFlush
    >
      <div className="sk:h-[min(600px,calc(100vh-130px))]">
        <ModelsSettingsPanel {...panel} />
      </div>
    </Dialog>
  )
}
