import { type App, type ErrorData, fromErrorData, type Selector, SkepError, toErrorData } from '@skep/schema'
import type { SecretsPort } from '../ports/ports.ts'

/**
 * Values of the app's secret variables for one run. They never become part of the run's state, and `redact` takes
 * them out of whatever leaves the engine.
 * @internal
 */
export interface RunSecrets {
  /** The value of a secret variable; `undefined` when the selector names none. @throws when it has no value. */
  read(selector: Selector): string | undefined
  redact<T>(value: T): T
}

/** @internal */
export async function resolveSecrets(app: App, port: SecretsPort | undefined): Promise<RunSecrets> {
  const values = new Map<string, string | ErrorData>()
  for (const variable of app.environmentVariables) {
    if (variable.type !== 'secret') continue
    values.set(variable.name, await resolve(variable.secretName ?? variable.name, port))
  }
  // Very short values would black out ordinary text.
  const hidden = [...values.values()].filter((value) => typeof value === 'string' && value.length >= 4)
  const hide = (text: string): string =>
    hidden.reduce<string>((kept, secret) => kept.replaceAll(String(secret), '***'), text)
  return {
    read: ([scope, name]) => {
      const value = scope === 'env' && name !== undefined ? values.get(name) : undefined
      if (typeof value === 'object') throw fromErrorData(value)
      return value
    },
    redact: (value) => (hidden.length === 0 ? value : redactDeep(value, hide)),
  }
}

async function resolve(name: string, port: SecretsPort | undefined): Promise<string | ErrorData> {
  try {
    if (!port) {
      throw new SkepError('PORT_MISSING', 'The app uses a secret, but no secret store is connected here.', {
        port: 'secrets',
      })
    }
    return await port.resolve(name)
  } catch (error) {
    return toErrorData(error, 'SECRET_NOT_FOUND')
  }
}

function redactDeep<T>(value: T, hide: (text: string) => string): T
function redactDeep(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value)
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, hide))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, hide)]))
}
