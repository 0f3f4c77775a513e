import type { ProviderConfig } from '@skep/client'
import type { StreamLimits } from './guard-stream.ts'

/** Time limits of a connection; `firstTokenTimeoutMs` and `idleTimeoutMs` stood among the settings once. @internal */
export function limitsOf(config: ProviderConfig | undefined): StreamLimits {
  const { limits = {}, settings = {} } = config ?? {}
  const older = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
  return {
    firstPartMs: limits.firstTokenTimeoutMs ?? older(settings.firstTokenTimeoutMs) ?? 120_000,
    idleMs: limits.idleTimeoutMs ?? older(settings.idleTimeoutMs) ?? 60_000,
    ...(limits.totalTimeoutMs === undefined ? {} : { totalMs: limits.totalTimeoutMs }),
  }
}
