import type { App } from './app.ts'
import { appSchema } from './app-schema.ts'
import type { Result } from './errors.ts'
import { checkJson, type JsonLimits } from './json-limits.ts'
import { migrateApp } from './migrate-app.ts'

/** Generous for people, final for attackers. */
const LIMITS: JsonLimits = { maxDepth: 100, maxValues: 1_000_000, maxChars: 32 * 1024 * 1024 }

const MAX_PROBLEMS = 50

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index ? '.' : ''}${String(part)}`))
    .join('')
}

/**
 * Reads an app from anywhere: checks size, depth and shape and migrates older versions.
 * A key that this version does not know is refused, not dropped; so are `__proto__`, `constructor` and
 * `prototype` anywhere. Node configs are kept as they are: `validate` judges them by their types.
 * Fails with `APP_INVALID` (`data.problems`: path and message of each) or `APP_TOO_NEW`.
 * @public
 */
export function parseApp(input: unknown): Result<App> {
  const unsafe = checkJson(input, LIMITS)
  if (unsafe) return { ok: false, error: unsafe }
  const migrated = migrateApp(input)
  if (!migrated.ok) return migrated
  const parsed = appSchema.safeParse(migrated.value)
  if (parsed.success) return { ok: true, value: parsed.data }
  const problems = parsed.error.issues.slice(0, MAX_PROBLEMS).map((issue) => ({
    path: formatPath(issue.path),
    message: issue.message,
  }))
  const [first] = problems
  return {
    ok: false,
    error: {
      code: 'APP_INVALID',
      message: `The app is not valid at ${first?.path || 'its top level'}: ${first?.message ?? 'unknown problem'}.`,
      data: { problems },
    },
  }
}
