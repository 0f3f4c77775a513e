import type { LoadLimits } from './types.ts'

export const MEBIBYTE: number = 1024 * 1024

/** What holds where the caller sets no limit. @public */
export const DEFAULT_LOAD_LIMITS: Required<LoadLimits> = {
  maxBytes: 100 * MEBIBYTE,
  maxInflatedBytes: 200 * MEBIBYTE,
  maxInflateRatio: 100,
  maxEntries: 2_000,
  maxMarkupBytes: 64 * MEBIBYTE,
  maxDepth: 256,
  maxPages: 10_000,
}
