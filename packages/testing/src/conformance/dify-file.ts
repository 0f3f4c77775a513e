import type { FileValue, JsonObject, JsonValue } from '@skep/schema'
import { isObject } from '../dsl/json.ts'

const TYPES: readonly FileValue['type'][] = ['document', 'image', 'audio', 'video', 'custom']

function textOf(object: JsonObject, ...keys: readonly string[]): string {
  const found = keys.map((key) => object[key]).find((value) => typeof value === 'string' && value !== '')
  return typeof found === 'string' ? found : ''
}

/** A file as Dify writes it, by its names of the attributes. */
function readFile(object: JsonObject): FileValue | undefined {
  const type = TYPES.find((each) => each === object.type)
  const way = textOf(object, 'transfer_method')
  if (type === undefined || way === '') return undefined
  const name = textOf(object, 'filename', 'name')
  const url = textOf(object, 'url', 'remote_url')
  const dot = name.lastIndexOf('.')
  return {
    kind: 'file',
    id: textOf(object, 'related_id', 'upload_file_id', 'id') || url || name,
    name,
    sizeBytes: typeof object.size === 'number' ? object.size : 0,
    mimeType: textOf(object, 'mime_type'),
    extension: textOf(object, 'extension') || (dot < 0 ? '' : name.slice(dot)),
    type,
    transferMethod: way === 'remote_url' ? 'remote_url' : 'local_file',
    ...(url === '' ? {} : { url }),
  }
}

/** A value of a case in which Dify's files are ours. @internal */
export function withOwnFiles(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withOwnFiles(item))
  if (!isObject(value)) return value
  const file = readFile(value)
  if (file) return { ...file }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withOwnFiles(item)]))
}
