import type { FileValue, HttpBody, HttpFormField, Selector, Value } from '@skep/schema'
import { repairJsonText } from '../text/tolerant-json.ts'
import { isFileValue } from '../variables/files.ts'
import { renderFields } from './build-headers.ts'
import { httpError } from './http-errors.ts'
import { type FormPart, writeMultipart } from './multipart.ts'

/** What a body is made from. @internal */
export interface BodySource {
  read(selector: Selector): Value | undefined
  renderText(text: string): string
  /** The bytes of a file value. */
  readFile(file: FileValue): Promise<Uint8Array>
  /** A name for the gaps between form parts that occurs in none of them. */
  readonly boundary: string
}

/** @internal */
export interface BuiltBody {
  readonly bytes: Uint8Array
  readonly contentType: string
  /** The body as text where it is one, for the trace. */
  readonly text?: string
}

function encoded(text: string, contentType: string): BuiltBody {
  return { bytes: new TextEncoder().encode(text), contentType, text }
}

function filesOf(value: Value | undefined): readonly FileValue[] {
  const items: readonly Value[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return items.filter((item) => isFileValue(item))
}

function mustHaveFiles(selector: Selector, { read }: BodySource): readonly FileValue[] {
  const files = filesOf(read(selector))
  if (files.length > 0) return files
  throw httpError(
    'FILE_NOT_FOUND',
    `The variable ${selector.join('.')} holds no file to send. Choose a variable with a file.`,
    { selector: [...selector] },
  )
}

async function formParts(field: HttpFormField, source: BodySource): Promise<readonly FormPart[]> {
  const name = source.renderText(field.key).trim()
  if (name === '') return []
  if (field.type === 'text') return [{ name, value: source.renderText(field.value) }]
  const parts: FormPart[] = []
  for (const file of mustHaveFiles(field.file, source)) {
    const mimeType = /^[\w.+-]+\/[\w.+-]+$/.test(file.mimeType) ? file.mimeType : 'application/octet-stream'
    parts.push({ name, fileName: file.name, mimeType, bytes: await source.readFile(file) })
  }
  return parts
}

function buildJson(template: string, { renderText }: BodySource): BuiltBody | undefined {
  const text = renderText(template)
  if (text.trim() === '') return undefined
  const json = repairJsonText(text)
  if (json === undefined) {
    throw httpError(
      'HTTP_REQUEST_INVALID',
      'The body is not JSON after its variables were filled in. Correct the brackets and quotes of the body.',
    )
  }
  return encoded(json, 'application/json')
}

async function buildForm(fields: readonly HttpFormField[], source: BodySource): Promise<BuiltBody> {
  const parts: FormPart[] = []
  for (const field of fields) parts.push(...(await formParts(field, source)))
  const shown = parts.map((part) =>
    'bytes' in part
      ? `${part.name}: (${part.fileName}, ${part.bytes.byteLength} bytes)`
      : `${part.name}: ${part.value}`,
  )
  return {
    bytes: writeMultipart(parts, source.boundary),
    contentType: `multipart/form-data; boundary=${source.boundary}`,
    text: shown.join('\n'),
  }
}

/**
 * The body of a request, with its references filled; nothing where there is none.
 * @throws `HTTP_REQUEST_INVALID`, `FILE_NOT_FOUND`
 * @internal
 */
export async function buildBody(body: HttpBody, source: BodySource): Promise<BuiltBody | undefined> {
  switch (body.type) {
    case 'none':
      return undefined
    case 'raw-text':
      return encoded(source.renderText(body.text), 'text/plain;charset=utf-8')
    case 'json':
      return buildJson(body.text, source)
    case 'x-www-form-urlencoded': {
      const pairs = renderFields(body.fields, source.renderText)
      const text = new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString()
      return encoded(text, 'application/x-www-form-urlencoded')
    }
    case 'form-data':
      return buildForm(body.fields, source)
    case 'binary': {
      const [file] = mustHaveFiles(body.file, source)
      if (!file) return undefined
      const bytes = await source.readFile(file)
      return {
        bytes,
        contentType: file.mimeType || 'application/octet-stream',
        text: `(${file.name}, ${bytes.byteLength} bytes)`,
      }
    }
    default:
      return body satisfies never
  }
}
