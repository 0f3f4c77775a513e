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

/** A file as Markdown: pictures are shown, others linked. @internal */
export function fileMarkdown(file: FileValue): string {
  const target = file.url ?? `skep-file:${file.id}`
  const name = file.name.replaceAll(/[[\]\\]/g, '\\$&')
  return `${file.type === 'image' ? '!' : ''}[${name}](${encodeURI(target)})`
}
