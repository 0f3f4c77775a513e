import type { JsonValue } from './json.ts'

/** The types a variable can have. Names are those of the field (and of Dify's files). @public */
export const VALUE_TYPES = [
  'string',
  'number',
  'boolean',
  'object',
  'secret',
  'file',
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
  'array[file]',
  'array[any]',
  'any',
  'none',
] as const

/** @public */
export type ValueType = (typeof VALUE_TYPES)[number]

/** A value in the variable pool. Files are plain objects with `kind: 'file'`, so everything stays JSON. @public */
export type Value = JsonValue

/** A file as a value. The bytes stay in the file store under `id`. @public */
export interface FileValue {
  readonly kind: 'file'
  readonly id: string
  readonly name: string
  readonly sizeBytes: number
  readonly mimeType: string
  readonly extension: string
  readonly type: 'document' | 'image' | 'audio' | 'video' | 'custom'
  readonly transferMethod: 'local_file' | 'remote_url'
  readonly url?: string
}

/** A named output of a node. @public */
export interface OutputField {
  readonly name: string
  readonly type: ValueType
  /** Known fields of an object, for the variable picker. */
  readonly fields?: readonly OutputField[]
  readonly description?: string
}
