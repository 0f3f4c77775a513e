import { isPlainObject, type JsonObject, type JsonValue } from '../json.ts'
import { CREDENTIAL_ID, isPlainSecret, isSecretField, mayHoldSecrets } from './secret-fields.ts'

/** A secret taken out of the file. @internal */
export interface TakenSecret {
  /** The environment variable that refers to it. */
  readonly variable: string
  readonly secretName: string
  readonly value: string
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return isPlainObject(value) ? (value as JsonObject) : undefined // out of a JSON tree
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

function mapText<T extends JsonValue | undefined>(value: T, change: (text: string) => string): T | string {
  return typeof value === 'string' ? change(value) : value
}

/** `"api_key": "…"` in a text that is to become JSON. */
const JSON_MEMBER = /("([\w-]{1,60})"\s*:\s*")((?:[^"\\\n]|\\.)+)(?=")/g
/** `?api_key=…` in an address. */
const URL_PARAMETER = /([?&]([\w.-]{1,60})=)([^&#\s{}]+)/g

/**
 * Moves what must not stay in an app out of a file's tree: values of secret variables, and keys written into
 * settings. A key becomes a reference to a new secret environment variable, `{{#env.HTTP_KEY_1#}}`, so that a run
 * resolves it like any other. `inlineSecrets` puts keys back where they were.
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

  #reference(value: string, prefix: string): string {
    const same = this.created.find((each) => each.value === value)
    if (same) return `{{#env.${same.variable}#}}`
    let number = this.created.length + 1
    while (this.#names.has(`${prefix}_${number}`)) number += 1
    const name = `${prefix}_${number}`
    this.#names.add(name)
    this.created.push(this.variable(name, value))
    return `{{#env.${name}#}}`
  }

  /** Headers and parameters are texts of one `name:value` per line. */
  #lines(text: string): string {
    return text
      .split('\n')
      .map((line) => {
        const colon = line.indexOf(':')
        const value = line.slice(colon + 1)
        if (colon < 1 || !isSecretField(line.slice(0, colon).trim()) || !isPlainSecret(value)) return line
        const start = line.length - value.trimStart().length
        const key = this.#reference(value.trim(), 'HTTP_KEY')
        return line.slice(0, start) + key + value.slice(value.trimEnd().length)
      })
      .join('\n')
  }

  #matches(text: string, pattern: RegExp): string {
    return text.replaceAll(pattern, (found, before: string, name: string, value: string) =>
      isSecretField(name) && isPlainSecret(value) ? before + this.#reference(value, 'HTTP_KEY') : found,
    )
  }

  #body(body: JsonObject): JsonObject {
    const { type, data } = body
    if (typeof data === 'string') {
      const isForm = type === 'form-data' || type === 'x-www-form-urlencoded'
      return { ...body, data: isForm ? this.#lines(data) : this.#matches(data, JSON_MEMBER) }
    }
    if (!Array.isArray(data)) return body
    const parts = asList(data).map((item) => {
      const part = asObject(item)
      if (!part || typeof part.value !== 'string') return item
      const isKey = typeof part.key === 'string' && isSecretField(part.key) && isPlainSecret(part.value)
      return {
        ...part,
        value: isKey ? this.#reference(part.value, 'HTTP_KEY') : this.#matches(part.value, JSON_MEMBER),
      }
    })
    return { ...body, data: parts }
  }

  /** The same http node without its keys. */
  httpNode(data: JsonObject): JsonObject {
    const authorization = asObject(data.authorization)
    const config = asObject(authorization?.config)
    const body = asObject(data.body)
    const key = config?.api_key
    const changed: Record<string, JsonValue> = { ...data }
    for (const name of ['headers', 'params']) {
      const text = changed[name]
      if (typeof text === 'string') changed[name] = this.#lines(text)
    }
    if (typeof data.url === 'string')
      changed.url = mapText(data.url, (url) => this.#matches(url, URL_PARAMETER))
    if (body) changed.body = this.#body(body)
    if (isPlainSecret(key)) {
      const api_key = this.#reference(key, 'HTTP_KEY')
      changed.authorization = { ...authorization, config: { ...config, api_key } }
    }
    return changed
  }

  /** Settings without the values of fields that are named like keys, however deep they lie. */
  settings(data: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [name, this.#setting(value, isSecretField(name))]),
    )
  }

  #setting(value: JsonValue, isKey: boolean): JsonValue {
    if (isKey && isPlainSecret(value)) return this.#reference(value, 'TOOL_KEY')
    if (Array.isArray(value)) return asList(value).map((item) => this.#setting(item, false))
    const object = asObject(value)
    if (!object) return value
    // A parameter may be written as `{ type: constant, value }`.
    if (isKey && isPlainSecret(object.value) && object.type !== 'variable') {
      return { ...this.settings(object), value: this.#reference(object.value, 'TOOL_KEY') }
    }
    return this.settings(object)
  }

  /** The data of any node without keys. */
  node(data: JsonObject): JsonObject {
    const type = typeof data.type === 'string' ? data.type : ''
    if (!mayHoldSecrets(type)) return data
    return type === 'http-request' ? this.httpNode(data) : this.settings(data)
  }
}

const WHOLE_REFERENCE = /^\{\{#env\.(\w+)#\}\}$/

/**
 * Puts values, or nothing, in the place of references to created variables. The name of credentials whose value is
 * not written is left out, as Dify does.
 * @internal
 */
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
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, item]) => {
      const name =
        typeof item === 'string' && key === CREDENTIAL_ID ? WHOLE_REFERENCE.exec(item)?.[1] : undefined
      return name !== undefined && values.get(name) === '' ? [] : [[key, inlineSecrets(item, values)]]
    }),
  )
}
