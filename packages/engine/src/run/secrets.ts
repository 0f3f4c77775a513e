import { type App, type ErrorData, fromErrorData, type Selector, SkepError, toErrorData } from '@skep/schema'
import type { SecretsPort } from '../ports/ports.ts'
import { secretForms } from './secret-forms.ts'

/**
 * Values of secrets for one run. They never become part of what a run tells or keeps: `redact` takes them out of
 * whatever leaves the engine.
 * @internal
 */
export interface RunSecrets {
  /** The value of a secret variable; `undefined` when the selector names none. @throws when it has no value. */
  read(selector: Selector): string | undefined
  /** What executors get: what it resolves is taken out of everything from then on. */
  readonly port: SecretsPort | undefined
  conceal(secret: string): void
  /** The same value, or a copy without secrets. */
  redact<T>(value: T): T
}

/** @internal */
export const NO_SECRETS: RunSecrets = {
  read: () => undefined,
  port: undefined,
  conceal: () => undefined,
  redact: (value) => value,
}

/** @internal */
export async function resolveSecrets(app: App, port: SecretsPort | undefined): Promise<RunSecrets> {
  const values = new Map<string, string | ErrorData>()
  const hidden = new Set<string>()
  const hide = (value: string): void => {
    // Very short values would black out ordinary text.
    if (value.length < 4) return
    for (const form of secretForms(value)) hidden.add(form)
  }
  for (const variable of app.environmentVariables) {
    if (variable.type !== 'secret') continue
    const value = await resolve(variable.secretName ?? variable.name, port)
    values.set(variable.name, value)
    if (typeof value === 'string') hide(value)
  }
  const redactText = (text: string): string => {
    let kept = text
    for (const secret of hidden) kept = kept.replaceAll(secret, '***')
    return kept
  }
  return {
    read: ([scope, name]) => {
      if (scope !== 'env' || name === undefined) return undefined
      const value = values.get(name)
      if (typeof value === 'object') throw fromErrorData(value)
      return value
    },
    port: port && {
      resolve: async (name) => {
        const value = await port.resolve(name)
        hide(value)
        return value
      },
    },
    conceal: hide,
    redact: (value) => (hidden.size === 0 ? value : redactDeep(value, redactText)),
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

/** Gives back what it got where nothing was hidden, so that callers can tell. */
function redactDeep<T>(value: T, hide: (text: string) => string): T
function redactDeep(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => redactDeep(item, hide))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => [redactDeep(key, hide), redactDeep(item, hide)] as const)
    return entries.some(([key, item]) => !value.has(key) || value.get(key) !== item)
      ? new Map(entries)
      : value
  }
  if (value instanceof Set) return value
  const entries = Object.entries(value).map(([key, item]) => [hide(key), redactDeep(item, hide)] as const)
  return entries.some(([key, item]) => !Object.hasOwn(value, key) || Reflect.get(value, key) !== item)
    ? Object.fromEntries(entries)
    : value
}
