import type { JsonValue } from '../json.ts'
import { ImportFailure, type ImportReport, type ImportWarning } from './report.ts'

/** The newest DSL version whose files are known. */
const NEWEST = [0, 7, 0] as const

const NEWEST_VERSION = NEWEST.join('.')

/** The DSL version that files are written in, against which an older one is told. */
const CURRENT = [0, 6, 0] as const

/** @internal */
export const WRITTEN_VERSION: string = CURRENT.join('.')

const VERSION = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?$/

type Place = 'same' | 'newer' | 'older' | 'older-minor' | 'older-major'

/** Where a version stands against the newest; a difference in the last part alone is `older` without consequence. */
function placeOf(parts: readonly number[]): Place {
  const places = ['older-major', 'older-minor', 'older'] as const
  for (const [index, known] of NEWEST.entries()) {
    const part = parts[index] ?? 0
    if (part > known) return 'newer'
    if (part < known) break
  }
  for (const [index, known] of CURRENT.entries()) {
    const part = parts[index] ?? 0
    if (part < known) return places[index] ?? 'older'
    if (part > known) break
  }
  return 'same'
}

const STATUS: Readonly<Record<Place, ImportReport['status']>> = {
  same: 'completed',
  older: 'completed',
  'older-minor': 'completed-with-warnings',
  'older-major': 'pending',
  newer: 'pending',
}

function warningsOf(place: Place, version: string): readonly ImportWarning[] {
  const warning = (code: string, message: string): readonly ImportWarning[] => [
    { code, message, path: ['version'] },
  ]
  switch (place) {
    case 'newer':
      return warning(
        'VERSION_NEWER',
        `The file is of version ${version}, newer than ${NEWEST_VERSION}. Check what it does before you use it.`,
      )
    case 'older-major':
    case 'older-minor':
      return warning(
        'VERSION_OLDER',
        `The file is of version ${version}, older than ${WRITTEN_VERSION}. Its old spellings were read as what they mean.`,
      )
    default:
      return []
  }
}

/** @internal */
export type ReadVersion = Pick<ImportReport, 'sourceVersion' | 'currentVersion' | 'status' | 'warnings'>

/**
 * Absent means 0.1.0. A YAML float such as 0.1 is an error, as in Dify.
 * @internal
 */
export function readVersion(value: JsonValue | undefined): ReadVersion {
  const isAbsent = value === undefined || value === null
  const version = isAbsent ? '0.1.0' : value
  const match = typeof version === 'string' ? VERSION.exec(version.trim()) : null
  if (!match || typeof version !== 'string') {
    throw new ImportFailure(
      'DSL_VERSION',
      'The file does not name its version as a text such as \'0.3.0\'. Correct "version" and try again.',
      { path: 'version' },
    )
  }
  const place = placeOf(match.slice(1).map((part) => Number(part ?? 0)))
  return {
    sourceVersion: isAbsent ? null : version,
    currentVersion: WRITTEN_VERSION,
    status: STATUS[place],
    warnings: warningsOf(place, version),
  }
}
