import {
  DEFAULT_MAX_MEGABYTES,
  type FileKind,
  type FileUploadFeature,
  type UploadMethod,
} from './features.ts'
import type { JsonObject } from './json.ts'

const MEGABYTE = 1_048_576

/** What a limit looks at; a `FileValue` has it, and so has a file that has not been stored yet. @public */
export interface FileFacts {
  readonly name: string
  readonly sizeBytes: number
  readonly type: FileKind
  /** With or without its dot. */
  readonly extension: string
  readonly transferMethod: UploadMethod
}

/** Why files are not taken. `limit` is what the app allows: a number of files or megabytes, or words. @public */
export type FileProblem =
  | { readonly reason: 'disabled' }
  | { readonly reason: 'count'; readonly limit: number }
  | { readonly reason: 'size'; readonly name: string; readonly limit: number }
  | { readonly reason: 'type'; readonly name: string; readonly limit: readonly string[] }
  | { readonly reason: 'method'; readonly name: string; readonly limit: readonly string[] }

function bare(extension: string): string {
  return extension.trim().replace(/^\./, '').toLowerCase()
}

/** The extensions that the app names; an empty row of its form names none. */
function namedExtensions({ extensions }: FileUploadFeature): readonly string[] {
  return extensions.map(bare).filter((each) => each !== '')
}

/** The kind of a file, by its media type. Whatever is no picture, sound or film is a document. @public */
export function fileKindOf(mimeType: string): FileKind {
  const group = mimeType.split('/')[0]
  return group === 'image' || group === 'audio' || group === 'video' ? group : 'document'
}

/** The largest file of a kind in bytes. @public */
export function maxFileBytes(feature: FileUploadFeature, kind: FileKind): number {
  return (feature.maxMegabytes?.[kind] ?? DEFAULT_MAX_MEGABYTES[kind]) * MEGABYTE
}

/** What is wrong with one file, if anything. @public */
export function findFileProblem(feature: FileUploadFeature, file: FileFacts): FileProblem | undefined {
  const { types, methods } = feature
  if (!feature.enabled) return { reason: 'disabled' }
  const { name } = file
  const isNamed = types.includes('custom') && namedExtensions(feature).includes(bare(file.extension))
  if (!types.includes(file.type) && !isNamed) {
    const limit = types.flatMap((type) =>
      type === 'custom' ? namedExtensions(feature).map((each) => `.${each}`) : [type],
    )
    return { reason: 'type', name, limit }
  }
  if (!methods.includes(file.transferMethod)) return { reason: 'method', name, limit: methods }
  const kind = types.includes(file.type) ? file.type : 'custom'
  const maxBytes = maxFileBytes(feature, kind)
  return file.sizeBytes > maxBytes ? { reason: 'size', name, limit: maxBytes / MEGABYTE } : undefined
}

/**
 * What is wrong with the files of one message, if anything. Without the feature there are no limits: then whoever runs
 * the app decides.
 * @public
 */
export function findFilesProblem(
  feature: FileUploadFeature | undefined,
  files: readonly FileFacts[],
): FileProblem | undefined {
  if (!feature || files.length === 0) return undefined
  if (!feature.enabled) return { reason: 'disabled' }
  if (files.length > feature.maxFiles) return { reason: 'count', limit: feature.maxFiles }
  for (const file of files) {
    const problem = findFileProblem(feature, file)
    if (problem) return problem
  }
  return undefined
}

/** A problem as data of the error `FILE_NOT_ALLOWED`, and its sentence. @public */
export function describeFileProblem(problem: FileProblem): {
  readonly message: string
  readonly data: JsonObject
} {
  switch (problem.reason) {
    case 'disabled':
      return { message: 'This app takes no files. Send the text alone.', data: { reason: problem.reason } }
    case 'count':
      return {
        message: `This app takes at most ${problem.limit} files with a message. Remove some.`,
        data: { ...problem },
      }
    case 'size':
      return {
        message: `"${problem.name}" is larger than the ${problem.limit} MB that this app takes. Choose a smaller file.`,
        data: { ...problem },
      }
    case 'type':
      return {
        message: `"${problem.name}" is a kind of file that this app does not take. It takes: ${problem.limit.join(', ')}.`,
        data: { ...problem },
      }
    case 'method':
      return {
        message: `"${problem.name}" came by a way that this app does not allow.`,
        data: { ...problem },
      }
    default:
      return problem satisfies never
  }
}
