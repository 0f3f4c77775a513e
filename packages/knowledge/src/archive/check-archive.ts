import type { ChildChunk, DocumentText, KnowledgeChunk, PassageLocation } from '@skep/client'
import { type JsonObject, type JsonValue, SkepError } from '@skep/schema'
import { isJsonObject } from '@skep/schema/internal'

/** @throws `DOCUMENT_DAMAGED` */
export function damagedArchive(part: string): SkepError {
  return new SkepError(
    'DOCUMENT_DAMAGED',
    'This file is no whole export of a knowledge base. Export it again and import that file.',
    { part },
  )
}

/** Reads values of a foreign file: every one is of the wanted kind, or the archive is refused. */
export class ArchiveReader {
  readonly #part: string

  constructor(part: string) {
    this.#part = part
  }

  json(bytes: Uint8Array | undefined): JsonValue {
    if (!bytes) throw damagedArchive(this.#part)
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as JsonValue // JSON is nothing else
    } catch {
      throw damagedArchive(this.#part)
    }
  }

  object(value: JsonValue | undefined): JsonObject {
    if (isJsonObject(value)) return value
    throw damagedArchive(this.#part)
  }

  list(value: JsonValue | undefined, most = 1_000_000): readonly JsonValue[] {
    if (Array.isArray(value) && value.length <= most) return value as readonly JsonValue[] // of parsed JSON
    throw damagedArchive(this.#part)
  }

  text(value: JsonValue | undefined, most = 10_000): string {
    if (typeof value === 'string' && value.length <= most) return value
    throw damagedArchive(this.#part)
  }

  /** A number that is not negative. */
  number(value: JsonValue | undefined): number {
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
    throw damagedArchive(this.#part)
  }

  whole(value: JsonValue | undefined, most: number = Number.MAX_SAFE_INTEGER): number {
    const number = this.number(value)
    if (Number.isInteger(number) && number <= most) return number
    throw damagedArchive(this.#part)
  }

  fail(): never {
    throw damagedArchive(this.#part)
  }
}

const MAX_TEXT = 200_000_000
const MAX_CHUNK_TEXT = 1_000_000

export function readText(value: JsonValue): DocumentText {
  const read = new ArchiveReader('text')
  const { text, pages, headings } = read.object(value)
  return {
    text: read.text(text, MAX_TEXT),
    pages: read.list(pages).map((each) => {
      const page = read.object(each)
      return { number: read.whole(page.number), start: read.whole(page.start), end: read.whole(page.end) }
    }),
    headings: read.list(headings).map((each) => {
      const heading = read.object(each)
      return {
        level: read.whole(heading.level),
        text: read.text(heading.text),
        start: read.whole(heading.start),
      }
    }),
  }
}

/** A chunk under a new name: ids begin with that of the document, in the archive as in the base. */
export function readChunk(
  value: JsonValue,
  rename: (id: string) => string,
  documentId: string,
): KnowledgeChunk {
  const read = new ArchiveReader('chunks')
  const given = read.object(value)
  const { cleanedRange, question, answer, keywords, children } = given
  const id = rename(read.text(given.id))
  const range = cleanedRange === undefined ? undefined : read.object(cleanedRange)
  return {
    id,
    documentId,
    index: read.whole(given.index),
    text: read.text(given.text, MAX_CHUNK_TEXT),
    location: readLocation(read, given.location),
    isEnabled: given.isEnabled !== false,
    hitCount: given.hitCount === undefined ? 0 : read.whole(given.hitCount),
    ...(range ? { cleanedRange: { start: read.whole(range.start), end: read.whole(range.end) } } : {}),
    ...(given.isEdited === true ? { isEdited: true as const } : {}),
    ...(given.isManual === true ? { isManual: true as const } : {}),
    ...(question === undefined ? {} : { question: read.text(question, MAX_CHUNK_TEXT) }),
    ...(answer === undefined ? {} : { answer: read.text(answer, MAX_CHUNK_TEXT) }),
    ...(keywords === undefined ? {} : { keywords: read.list(keywords, 100).map((word) => read.text(word)) }),
    ...(children === undefined
      ? {}
      : {
          children: read.list(children).map((each): ChildChunk => {
            const child = read.object(each)
            return {
              id: rename(read.text(child.id)),
              text: read.text(child.text, MAX_CHUNK_TEXT),
              location: readLocation(read, child.location),
            }
          }),
        }),
  }
}

function readLocation(read: ArchiveReader, value: JsonValue | undefined): PassageLocation {
  const { start, end, page, lastPage, headings } = read.object(value)
  return {
    start: read.whole(start),
    end: read.whole(end),
    ...(page === undefined ? {} : { page: read.whole(page) }),
    ...(lastPage === undefined ? {} : { lastPage: read.whole(lastPage) }),
    ...(headings === undefined ? {} : { headings: read.list(headings, 100).map((each) => read.text(each)) }),
  }
}
