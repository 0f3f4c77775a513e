import type { ProviderConfig, ProviderLimits, ProviderPreset } from '@skep/client'
import type { JsonObject, JsonValue } from '@skep/schema'

/** A connection while it is being filled in. The key is never part of it. @internal */
export interface ConnectionDraft {
  readonly config: ProviderConfig
  readonly isNew: boolean
  /** Names of models, one a line, as they stand in the field. */
  readonly modelLines: string
}

/** A connection from a preset, with a name that no other has. @internal */
export function draftOf(preset: ProviderPreset, taken: readonly string[]): ConnectionDraft {
  let id = preset.id
  for (let number = 2; taken.includes(id); number += 1) id = `${preset.id}-${number}`
  const label = id === preset.id ? preset.label : `${preset.label} ${id.slice(preset.id.length + 1)}`
  return {
    config: { id, type: preset.type, preset: preset.id, label, settings: preset.settings },
    isNew: true,
    modelLines: linesOf(preset.settings),
  }
}

/** @internal */
export function editOf(config: ProviderConfig): ConnectionDraft {
  return { config, isNew: false, modelLines: linesOf(config.settings) }
}

/** What is saved: names that had an entry with more in it keep that entry. @internal */
export function configOf({ config, modelLines }: ConnectionDraft): ProviderConfig {
  const names = namesIn(modelLines)
  const before = entriesOf(config.settings)
  const models = names.map((name) => before.find((entry) => nameOf(entry) === name) ?? name)
  const { models: _, ...settings } = trimmed(config.settings)
  const hasModels = models.length > 0 || before.length > 0
  return { ...config, settings: hasModels ? { ...settings, models } : settings }
}

/** @internal */
export function namesIn(lines: string): readonly string[] {
  return [...new Set(lines.split(/[\n,]/).map((line) => line.trim()))].filter(Boolean)
}

/** @internal */
export function withName(lines: string, name: string): string {
  const names = namesIn(lines)
  return (names.includes(name) ? names.filter((one) => one !== name) : [...names, name]).join('\n')
}

/** Sets one limit; without any left there are no limits. @internal */
export function withLimit(
  config: ProviderConfig,
  name: keyof ProviderLimits,
  value: number | undefined,
): ProviderConfig {
  const { limits: before = {}, ...rest } = config
  const { [name]: _, ...others } = before
  const limits = value === undefined ? others : { ...others, [name]: value }
  return Object.keys(limits).length > 0 ? { ...rest, limits } : rest
}

/** @internal */
export function withSetting(config: ProviderConfig, name: string, value: JsonValue): ProviderConfig {
  return { ...config, settings: { ...config.settings, [name]: value } }
}

/** The settings that people are asked for beside address, key and models. @internal */
export function otherAsks(preset: ProviderPreset | undefined): readonly string[] {
  return (preset?.asks ?? []).filter((name) => name !== 'baseUrl' && name !== 'models')
}

/** Whether a connection has an address that can be set. @internal */
export function hasAddress({ settings }: ProviderConfig, preset: ProviderPreset | undefined): boolean {
  return typeof settings.baseUrl === 'string' || (preset?.asks?.includes('baseUrl') ?? false)
}

/** Whether everything is there that has no default. @internal */
export function isComplete(draft: ConnectionDraft, preset: ProviderPreset | undefined): boolean {
  const { settings } = draft.config
  const address = text(settings.baseUrl)
  if (hasAddress(draft.config, preset) && (address === '' || /[{}]/.test(address))) return false
  if (preset?.asks?.includes('models') && namesIn(draft.modelLines).length === 0) return false
  return otherAsks(preset).every((name) => text(settings[name]) !== '')
}

/** @internal */
export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.trim() : ''
}

function trimmed(settings: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  )
}

function entriesOf({ models }: JsonObject): readonly JsonValue[] {
  return Array.isArray(models) ? models : []
}

function nameOf(entry: JsonValue): string {
  if (typeof entry !== 'object' || entry === null) return text(entry)
  return 'model' in entry ? text(entry.model) : ''
}

function linesOf(settings: JsonObject): string {
  return entriesOf(settings).map(nameOf).filter(Boolean).join('\n')
}
