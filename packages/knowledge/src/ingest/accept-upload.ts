import type { KnowledgeDocument, UploadFile } from '@skep/client'
import { type ErrorData, SkepError, toErrorData } from '@skep/schema'
import { MAX_BASE_BYTES } from '../index/base-size.ts'
import { contentHash } from './content-hash.ts'

/** Bounds of what is taken at all. @public */
export interface KnowledgeLimits {
  /** Largest file in bytes. Default 100 MiB. */
  readonly maxFileBytes: number
  /** Memory that the index of one base may take, in bytes. Default 512 MiB. */
  readonly maxBaseBytes: number
  /** So many small documents gather before their rows are put together. Default 64. */
  readonly compactAfter: number
}

export const DEFAULT_LIMITS: KnowledgeLimits = {
  maxFileBytes: 100 * 1024 * 1024,
  maxBaseBytes: MAX_BASE_BYTES,
  compactAfter: 64,
}

/** A file that can be stored, or why it cannot. */
export type AcceptedFile =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly hash: string }
  | { readonly ok: false; readonly error: ErrorData }

/** Checks the size before anything is read, then reads the bytes. */
export async function readUpload(file: UploadFile, limits: KnowledgeLimits): Promise<AcceptedFile> {
  const sizeBytes = sizeOf(file)
  if (sizeBytes === 0) return refuse('DOCUMENT_EMPTY', 'The file is empty. Upload one with content.', {})
  if (sizeBytes > limits.maxFileBytes) {
    const { maxFileBytes } = limits
    const most = `${Math.floor(maxFileBytes / 1024 / 1024)} MB`
    return refuse('DOCUMENT_TOO_LARGE', `The file is larger than ${most}. Split it and upload the parts.`, {
      sizeBytes,
      maxFileBytes,
    })
  }
  try {
    const bytes = await bytesOf(file)
    return { ok: true, bytes, hash: await contentHash(bytes) }
  } catch (error) {
    return refuse('FILE_NOT_FOUND', 'The file could not be read. Choose it again.', {
      cause: toErrorData(error).code,
    })
  }
}

export function sizeOf({ bytes }: UploadFile): number {
  return bytes instanceof Blob ? bytes.size : bytes.byteLength
}

/** The same content in the same base is the same document, so that a repeated upload finds the first one. */
export async function documentId(knowledgeId: string, hash: string): Promise<string> {
  const name = await contentHash(new TextEncoder().encode(`${knowledgeId}\n${hash}`))
  return `doc_${name.slice(0, 24)}`
}

/** The warning that goes with a document that was there already. */
export function withDuplicateWarning(document: KnowledgeDocument, name: string): KnowledgeDocument {
  const message = 'This knowledge base holds a document with the same content already. Nothing was added.'
  const warning: ErrorData = { code: 'DOCUMENT_DUPLICATE', message, data: { documentId: document.id, name } }
  return { ...document, warnings: [...document.warnings, warning] }
}

async function bytesOf({ bytes }: UploadFile): Promise<Uint8Array> {
  // A Buffer of Node is a Uint8Array whose `slice` shares memory, and PDF.js refuses it.
  if (bytes instanceof Uint8Array) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return new Uint8Array(bytes instanceof Blob ? await bytes.arrayBuffer() : bytes)
}

function refuse(code: ErrorData['code'], message: string, data: ErrorData['data']): AcceptedFile {
  return { ok: false, error: new SkepError(code, message, data).toData() }
}
