import { describeFormats } from '@skep/client'
import { type ErrorData, hasErrorCode, SkepError } from '@skep/schema'

/** What people are told can be uploaded. */
export const SUPPORTED_FORMATS: string = describeFormats()

export function damaged(what: string, cause?: unknown): SkepError {
  return new SkepError(
    'DOCUMENT_DAMAGED',
    `${what} Open the file in the program that made it, save it again and upload the new copy.`,
    {},
    { cause },
  )
}

/** Fetches a part of our own code. A failure says nothing about the document. */
export async function importPart<T>(format: string, part: () => Promise<T>): Promise<T> {
  try {
    return await part()
  } catch (cause) {
    throw new SkepError(
      'ASSET_UNAVAILABLE',
      `The reader for this kind of document (${format}) could not be fetched. Check the connection and try again.`,
      { format },
      { cause },
    )
  }
}

export function noText(what: string): SkepError {
  return new SkepError('DOCUMENT_NO_TEXT', what)
}

const MEGABYTE = 1024 * 1024

export function tooLarge(what: string, limitBytes: number): SkepError {
  return new SkepError(
    'DOCUMENT_TOO_LARGE',
    `${what} The limit is ${Math.round((limitBytes / MEGABYTE) * 10) / 10} MB; divide it into smaller files.`,
    { limitBytes },
  )
}

export function warning(code: ErrorData['code'], message: string, data: ErrorData['data'] = {}): ErrorData {
  return { code, message, data }
}

/** Every failure of a parser that is not ours means that the file is not what the parser expects. */
export function asDocumentError(error: unknown, what: string): SkepError {
  return hasErrorCode(error) ? error : damaged(what, error)
}
