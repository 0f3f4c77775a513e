import { fromErrorData, hasErrorCode, type JsonObject, type JsonValue } from '@skep/schema'
import type { RecordedError } from './recording.ts'

/** The key of what JSON cannot say; objects of ports that have it themselves are wrapped. */
const TAG = '$skep'

/** A value of a port as JSON: bytes and missing values are kept. @internal */
export function encodeValue(value: unknown): JsonValue {
  if (value === undefined) return { [TAG]: 'undefined' }
  if (value instanceof Uint8Array) return { [TAG]: 'bytes', base64: toBase64(value) }
  if (Array.isArray(value)) return value.map(encodeValue)
  if (typeof value === 'object' && value !== null) {
    const encoded = Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, encodeValue(item)]])),
    )
    return Object.hasOwn(value, TAG) ? { [TAG]: 'object', value: encoded } : encoded
  }
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return null
  return value as JsonValue // a text, a number, a truth or null
}

/** @internal */
export function decodeValue(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(decodeValue)
  if (typeof value !== 'object' || value === null) return value
  const object = value as JsonObject // neither null nor a list
  switch (object[TAG]) {
    case 'undefined':
      return undefined
    case 'bytes':
      return fromBase64(String(object.base64))
    case 'object':
      return decodeFields(object.value as JsonObject) // written above
    default:
      return decodeFields(object)
  }
}

function decodeFields(object: JsonObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, decodeValue(item)]))
}

/** @internal */
export function encodeError(error: unknown): RecordedError {
  if (hasErrorCode(error)) {
    return { data: { code: error.code, message: error.message, data: error.data ?? {} } }
  }
  if (error instanceof Error) return { name: error.name, message: error.message }
  return { name: 'Error', message: String(error) }
}

/** @internal */
export function decodeError(error: RecordedError): Error {
  if ('data' in error) return fromErrorData(error.data)
  return Object.assign(new Error(error.message), { name: error.name })
}

const BYTES_A_TIME = 8_192

function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = []
  for (let from = 0; from < bytes.length; from += BYTES_A_TIME) {
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + BYTES_A_TIME)))
  }
  return btoa(pieces.join(''))
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
