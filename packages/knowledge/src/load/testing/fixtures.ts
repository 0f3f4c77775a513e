import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadDocument } from '../load-document.ts'
import type { LoadedDocument, LoadOptions } from '../types.ts'

const FOLDER = join(import.meta.dirname, '../../../fixtures')

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FOLDER, name)))
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function loadBytes(
  name: string,
  bytes: Uint8Array,
  options: Partial<LoadOptions> = {},
): Promise<LoadedDocument> {
  return loadDocument({ name, bytes }, { signal: new AbortController().signal, ...options })
}

export function loadFixture(name: string): Promise<LoadedDocument> {
  return loadBytes(name, fixture(name))
}

/** The text of page `number` as its range says. */
export function pageText(document: LoadedDocument, number: number): string {
  const page = document.pages[number - 1]
  return page ? document.text.slice(page.start, page.end) : ''
}

/** What stands in the text where each heading says it starts. */
export function textsAtHeadings(document: LoadedDocument): string[] {
  return document.headings.map(({ start, text }) => document.text.slice(start, start + text.length))
}
