import type { JsonValue } from '../json.ts'
import { ImportFailure, type ImportWarning } from './report.ts'

/** The newest DSL version whose files are known. */
const NEWEST = [0, 7, 0] as const

const VERSION = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?$/

function isNewer(parts: readonly number[]): boolean {
  for (const [index, known] of NEWEST.entries()) {
    const part = parts[index] ?? 0
    if (part !== known) return part > known
  }
  return false
}

/**
 * Absent means 0.1.0. A YAML float such as 0.1 is an error, as in Dify; a newer version is a warning.
 * @internal
 */
export function readVersion(value: JsonValue | undefined): {
  readonly sourceVersion: string | null
  readonly warnings: readonly ImportWarning[]
} {
  if (value === undefined || value === null) return { sourceVersion: null, warnings: [] }
  const match = typeof value === 'string' ? VERSION.exec(value.trim()) : null
  if (!match || typeof value !== 'string') {
    throw new ImportFailure(
      'DSL_VERSION',
      'The file does not name its version as a text such as \'0.3.0\'. Correct "version" and try again.',
      { path: 'version' },
    )
  }
  if (!isNewer(match.slice(1).map((part) => Number(part ?? 0)))) return { sourceVersion: value, warnings: [] }
  const message = `The file is of version ${value}, newer than ${NEWEST.join('.')}. Check what it does before you use it.`
  return { sourceVersion: value, warnings: [{ code: 'VERSION_NEWER', message, path: ['version'] }] }
}
