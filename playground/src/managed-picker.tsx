import type { ModelPickerProps } from '@skep/builder'
import { Models } from '@skep/model-ui'
import { type Context, createContext, type ReactElement, useContext } from 'react'

/** Opens the model settings. */
export const SettingsContext: Context<() => void> = createContext(() => {})

/** The picker that the builder's panels use, with a way to the settings. */
export function ManagedPicker(props: ModelPickerProps): ReactElement {
  return <Models.Picker {...props} onManage={useContext(SettingsContext)} />
}
