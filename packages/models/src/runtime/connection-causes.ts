import type { ConnectionCause, ConnectionReport } from '@skep/client'
import type { ErrorData } from '@skep/schema'

const HINTS: Readonly<Record<ConnectionCause, string>> = {
  address: 'Check that the server runs and that the address is right.',
  cors: 'Check that the server runs and allows this page to call it (CORS), or connect through a backend of your own.',
  'mixed-content': 'Give the server an https address: a page on https may not call http.',
  tls: 'Check the certificate of the server, or open its address once in this browser.',
  path: 'Check the path of the address; it often ends in /v1.',
  'key-missing': 'Enter the key of this service.',
  'key-refused': 'Enter the key again, and check that it is for this service and not expired.',
  'model-unknown': 'Choose one of the models that the server has.',
  'rate-limit': 'The connection works. Wait a moment, or lower its limits.',
  quota: 'Add credit to the account of this key, or use another key.',
  timeout: 'Check the address, and whether the server is busy or asleep.',
  server: 'Try again in a moment; the server itself has a problem.',
  settings: 'Check the settings of the connection.',
}

/** What a failure says about a connection, with what to do about it. @internal */
export function explainFailure(
  error: ErrorData,
  hasKey: boolean,
): Pick<ConnectionReport, 'error' | 'cause' | 'hint'> {
  const cause = causeOf(error, hasKey)
  const hint =
    typeof error.data.hint === 'string' && error.data.hint.includes(' ') ? error.data.hint : HINTS[cause]
  return { error, cause, hint }
}

/** The names that are configured and that the server does not have, as a failure. @internal */
export function explainUnknown(names: readonly string[]): Pick<ConnectionReport, 'error' | 'cause' | 'hint'> {
  const error: ErrorData = {
    code: 'MODEL_NOT_FOUND',
    message: `The server has no model "${names.join('", "')}".`,
    data: { models: [...names] },
  }
  return { error, cause: 'model-unknown', hint: HINTS['model-unknown'] }
}

function causeOf({ code, data }: ErrorData, hasKey: boolean): ConnectionCause {
  if (typeof data.cause === 'string' && Object.hasOwn(HINTS, data.cause)) return data.cause as ConnectionCause // a key of HINTS
  switch (code) {
    case 'MODEL_AUTH':
      return hasKey ? 'key-refused' : 'key-missing'
    case 'MODEL_NOT_FOUND':
      return data.model === undefined ? 'path' : 'model-unknown'
    case 'MODEL_RATE_LIMIT':
      return data.isFinal === true ? 'quota' : 'rate-limit'
    case 'MODEL_TIMEOUT':
    case 'CALL_ABORTED':
      return 'timeout'
    case 'MODEL_NETWORK':
      return data.hint === 'cors' || data.hint === 'mixed-content' ? data.hint : 'address'
    case 'CALL_INVALID':
    case 'MODEL_PROVIDER_NOT_FOUND':
      return 'settings'
    default:
      return 'server'
  }
}

/** Servers write some names with a folder or a tag: `models/gemini-2.0-flash`, `llama3.2:latest`. @internal */
export function unknownNames(configured: readonly string[], there: readonly string[]): readonly string[] {
  if (there.length === 0) return []
  const has = (name: string): boolean =>
    there.some((one) => one === name || one.endsWith(`/${name}`) || one === `${name}:latest`)
  return configured.filter((name) => !has(name))
}
