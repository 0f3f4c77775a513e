import type { ProviderPreset } from '@skep/client'

/** @internal */
export type PresetGroupId = 'service' | 'own' | 'backend' | 'browser'

/** @internal */
export interface PresetGroup {
  readonly id: PresetGroupId
  readonly presets: readonly ProviderPreset[]
}

const ORDER: readonly PresetGroupId[] = ['service', 'own', 'browser', 'backend']

/** What can be connected, by where it runs; empty groups are left out. @internal */
export function groupPresets(presets: readonly ProviderPreset[], query: string): readonly PresetGroup[] {
  const wanted = query.trim().toLowerCase()
  const matching = presets.filter(({ id, label }) => `${id} ${label}`.toLowerCase().includes(wanted))
  return ORDER.map((id) => ({ id, presets: matching.filter((preset) => groupOf(preset) === id) })).filter(
    (group) => group.presets.length > 0,
  )
}

/** @internal */
export function groupOf({ type, location }: Pick<ProviderPreset, 'type' | 'location'>): PresetGroupId {
  if (type === 'remote') return 'backend'
  if (location === 'remote') return 'service'
  return type === 'openai' ? 'own' : 'browser'
}
