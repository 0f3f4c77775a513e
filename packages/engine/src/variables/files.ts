import type { FileValue, JsonObject, Value } from '@skep/schema'

/** A file in the variable pool: plain JSON with the fields of a file. @internal */
export function isFileValue(value: unknown): value is FileValue & JsonObject {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'file'
}

/** An attribute of a file by the name that selectors and conditions use. @internal */
export function fileAttribute(file: FileValue, name: string): Value | undefined {
  switch (name) {
    case 'name':
      return file.name
    case 'size':
      return file.sizeBytes
    case 'type':
      return file.type
    case 'extension':
      return file.extension
    case 'mime_type':
      return file.mimeType
    case 'transfer_method':
      return file.transferMethod
    case 'url':
      return file.url ?? ''
    case 'related_id':
      return file.id
    default:
      return undefined
  }
}

/** The names of selectors, and those by which code and templates of Dify's apps know a file. */
const WORDS = ['size', 'mime_type', 'transfer_method', 'related_id', 'url'] as const

function fileInWords(file: FileValue & JsonObject): JsonObject {
  const words = WORDS.map((name) => [name, fileAttribute(file, name) ?? null] as const)
  return {
    ...file,
    ...Object.fromEntries(words),
    filename: file.name,
    remote_url: file.transferMethod === 'remote_url' ? (file.url ?? '') : null,
  }
}

function valueInWords(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: Value) => valueInWords(item))
  return isFileValue(value) ? fileInWords(value) : withFileWords(value as JsonObject) // neither null nor a list
}

/** Variables for code and templates: the files in them have their attributes under the names of selectors, too. @internal */
export function withFileWords(variables: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, valueInWords(value)]))
}

/** A file as Markdown: pictures are shown, others linked. @internal */
export function fileMarkdown(file: FileValue): string {
  const target = file.url ?? `skep-file:${file.id}`
  const name = file.name.replaceAll(/[[\]\\]/g, '\\$&')
  return `${file.type === 'image' ? '!' : ''}[${name}](${encodeURI(target)})`
}
