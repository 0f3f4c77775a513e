import { useAtomValue } from '@skep/react/jotai'
import type { AppFeatures } from '@skep/schema'
import { useBuilder } from '../builder-context.ts'
import { setFeatures } from '../core/commands/settings.ts'
import { appAtom } from '../state/edit-atoms.ts'

/** @internal */
export interface FeaturesEdit {
  readonly features: AppFeatures
  readonly isReadOnly: boolean
  /** Sets one feature; `undefined` takes it away. One step of the history. */
  set<Key extends keyof AppFeatures>(key: Key, value: AppFeatures[Key] | undefined): void
}

/** The features of the app, and a way to change them that can be undone. @internal */
export function useFeatures(): FeaturesEdit {
  const { edit, isReadOnly } = useBuilder()
  const { features } = useAtomValue(appAtom)
  return {
    features,
    isReadOnly,
    set: (key, value) =>
      edit((app) => {
        const { [key]: _, ...others } = app.features
        // One key of its own type beside the others is what features are.
        return setFeatures(app, value === undefined ? others : ({ ...others, [key]: value } as AppFeatures))
      }),
  }
}
