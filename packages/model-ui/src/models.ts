import { ModelsCompare } from './parts/compare.tsx'
import { ModelsDevice } from './parts/device.tsx'
import { ModelsDownloads } from './parts/downloads.tsx'
import { ModelsPicker } from './parts/picker.tsx'
import { ModelsSettings } from './parts/settings.tsx'
import { ModelsSettingsPanel } from './parts/settings-panel.tsx'

/**
 * Models for people: choose one, connect providers, keep models in the browser, compare answers. Each part works alone
 * inside a `SkepProvider`.
 * @example <Models.Picker label="Model" kind="chat" value={model} onValueChange={setModel} />
 * @public
 */
export const Models: {
  readonly Picker: typeof ModelsPicker
  readonly Settings: typeof ModelsSettings
  readonly SettingsPanel: typeof ModelsSettingsPanel
  readonly Downloads: typeof ModelsDownloads
  readonly Compare: typeof ModelsCompare
  readonly Device: typeof ModelsDevice
} = {
  Picker: ModelsPicker,
  Settings: ModelsSettings,
  SettingsPanel: ModelsSettingsPanel,
  Downloads: ModelsDownloads,
  Compare: ModelsCompare,
  Device: ModelsDevice,
}
