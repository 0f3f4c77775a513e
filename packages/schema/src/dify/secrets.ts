import { isPlainObject, type JsonObject, type JsonValue } from '../json.ts'

/** A secret taken out of the file. @internal */
export interface TakenSecret {
  /** The environment variable that refers to it. */
  readonly variable: string
  readonly secretName: string
  readonly value: string
}

/** Header and parameter names whose value is a key. */
const SECRET_FIELD =
  /^(?:(?:proxy-)?authorization|cookie|(?:x-)?(?:api|auth|access|secret)[-_]?(?:key|token)|x-goog-api-key|token|secret|password)$/i

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return isPlainObject(value) ? (value as JsonObject) : undefined // out of a JSON tree
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

function isPlainSecret(value: JsonValue | undefined): value is string {
  // A reference is no secret: it names where the secret is.
  return typeof value === 'string' && value.trim() !== '' && !value.includes('{{#')
}

/**
 * Moves what must not stay in an app out of a file's tree: values of secret variables, and keys written into
 * http nodes. A key becomes a reference to a new secret environment variable, `{{#env.HTTP_KEY_1#}}`.
 * @internal
 */
export class SecretTaker {
  readonly taken: TakenSecret[] = []
  /** Variables that the file does not have; on export they are written back in place. */
  readonly created: TakenSecret[] = []
  readonly #appId: string
  readonly #names: Set<string>

  constructor(appId: string, names: Iterable<string>) {
    this.#appId = appId
    this.#names = new Set(names)
  }

  variable(name: string, value: string): TakenSecret {
    const secret = { variable: name, secretName: `${this.#appId}.${name}`, value }
    if (value !== '') this.taken.push(secret)
    return secret
  }

  #reference(value: string): string {
    const same = this.created.find((each) => each.value === value)
    if (same) return `{{#env.${same.variable}#}}`
    let number = this.created.length + 1
    while (this.#names.has(`HTTP_KEY_${number}`)) number += 1
    const name = `HTTP_KEY_${number}`
    this.#names.add(name)
    this.created.push(this.variable(name, value))
    return `{{#env.${name}#}}`
  }

  /** Headers and parameters are texts of one `name:value` per line. */
  #lines(text: JsonValue | undefined): JsonValue | undefined {
    if (typeof text !== 'string') return text
    return text
      .split('\n')
      .map((line) => {
        const colon = line.indexOf(':')
        const value = line.slice(colon + 1)
        if (colon < 1 || !SECRET_FIELD.test(line.slice(0, colon).trim()) || !isPlainSecret(value)) return line
        const start = line.length - value.trimStart().length
        return line.slice(0, start) + this.#reference(value.trim()) + value.slice(value.trimEnd().length)
      })
      .join('\n')
  }

  /** The same http node without its keys. */
  httpNode(data: JsonObject): JsonObject {
    const authorization = asObject(data.authorization)
    const config = asObject(authorization?.config)
    const key = config?.api_key
    const lines = Object.fromEntries(
      ['headers', 'params'].flatMap((name) => {
        const value = this.#lines(data[name])
        return value === undefined ? [] : [[name, value]]
      }),
    )
    if (!isPlainSecret(key)) return { ...data, ...lines }
    return {
      ...data,
      ...lines,
      authorization: { ...authorization, config: { ...config, api_key: this.#reference(key) } },
    }
  }
}

/** Puts values, or nothing, in the place of references to created variables. @internal */
export function inlineSecrets(value: JsonValue, values: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === 'string') {
    return value.replaceAll(
      /\{\{#env\.(\w+)#\}\}/g,
      (reference, name: string) => values.get(name) ?? reference,
    )
  }
  if (Array.isArray(value)) return asList(value).map((item) => inlineSecrets(item, values))
  const object = asObject(value)
  if (!object) return value
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, inlineSecrets(item, values)]))
}
