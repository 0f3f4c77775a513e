import type { ErrorData } from '@skep/schema'
import { hasErrorCode, SkepError } from '@skep/schema'
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist'
import type { TextContent } from 'pdfjs-dist/types/src/display/api.js'
import { damaged, importPart, noText, warning } from './document-errors.ts'
import { createPacer, throwIfStopped } from './pacer.ts'
import { type CharacterMaps, createCharacterMaps, warnOfMissing } from './pdf-character-maps.ts'
import { loadPdfEngine, type PdfEngine } from './pdf-engine.ts'
import { composeLines, type PdfItem, type PdfLine } from './pdf-lines.ts'
import { checkStreams } from './pdf-streams.ts'
import { assembleText } from './pdf-text.ts'
import type { Loader } from './types.ts'

/** A PDF that is open in pdf.js on this thread. */
interface OpenPdf {
  readonly document: PDFDocumentProxy
  close(): Promise<void>
}

/**
 * Opens a PDF with both halves of pdf.js on this thread, joined by a message channel: no worker file to find, no
 * global, and every answer passes through the event loop.
 */
async function openPdf(
  engine: PdfEngine,
  bytes: Uint8Array,
  maps: CharacterMaps,
  strict: boolean,
): Promise<OpenPdf> {
  const { port1, port2 } = new MessageChannel()
  engine.WorkerMessageHandler.initializeFromPort(port1)
  port1.start()
  port2.start()
  // pdf.js types the port as a Worker, which it only needs as something that posts and receives messages.
  const worker = new engine.PDFWorker({ port: port2 as unknown as null, verbosity: 0 })
  const task = engine.getDocument({
    // A copy, because pdf.js takes over the buffer it is given; and a plain one, because it refuses Node's Buffer.
    data: new Uint8Array(bytes),
    worker,
    verbosity: 0,
    stopAtErrors: strict,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    BinaryDataFactory: maps.Factory,
    useWasm: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    enableXfa: false,
  })
  const close = async () => {
    // A document that never opened rejects here as well, with the error that was already reported.
    await task.destroy().catch(() => {})
    worker.destroy()
    port1.close()
    port2.close()
  }
  try {
    return { document: await task.promise, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What of an annotation is read; pdf.js gives it no type. */
interface Beside {
  readonly subtype?: unknown
  readonly fieldType?: unknown
  readonly fieldValue?: unknown
  readonly contentsObj?: { readonly str?: unknown }
  readonly rect?: unknown
  readonly hidden?: unknown
}

function asPdfError(error: unknown): SkepError {
  if (hasErrorCode(error)) return error
  if (error instanceof Error && error.name === 'PasswordException') {
    return new SkepError(
      'DOCUMENT_ENCRYPTED',
      'The PDF is protected with a password. Save a copy without the password and upload that.',
    )
  }
  return damaged('The PDF is cut off or damaged.', error)
}

/** Pieces of text that a page may have; a map or a drawing has some ten thousand. */
const MAX_PAGE_ITEMS = 100_000

interface ReadPage {
  readonly lines: PdfLine[]
  /** Only the beginning of the page was read. */
  readonly isCut: boolean
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<ReadPage> {
  const page = await document.getPage(number)
  try {
    const { items, isCut } = await readItems(page)
    return { lines: composeLines([...items, ...writtenBeside(await page.getAnnotations())]), isCut }
  } finally {
    page.cleanup()
  }
}

/** Part by part, so that a page of millions of pieces is never whole in memory. */
async function readItems(
  page: PDFPageProxy,
): Promise<{ readonly items: PdfItem[]; readonly isCut: boolean }> {
  const items: PdfItem[] = []
  const reader: ReadableStreamDefaultReader<TextContent> = page.streamTextContent().getReader()
  let isCut = false
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return { items, isCut }
    // The rest is read and dropped: pdf.js fails where it is cancelled.
    isCut ||= items.length > MAX_PAGE_ITEMS
    if (!isCut) for (const item of value.items) if ('str' in item) items.push(item)
  }
}

const FIELD_SIZE = 10

/** What people wrote into the fields of a form and into boxes on the page. Remarks about the page are none of it. */
function writtenBeside(annotations: readonly unknown[]): PdfItem[] {
  return annotations.flatMap((annotation) => {
    if (typeof annotation !== 'object' || annotation === null) return []
    const { subtype, fieldType, fieldValue, contentsObj, rect, hidden }: Beside = annotation
    if (hidden === true || !Array.isArray(rect)) return []
    const isField = subtype === 'Widget' && (fieldType === 'Tx' || fieldType === 'Ch')
    const text = isField ? [fieldValue].flat().join(', ') : subtype === 'FreeText' ? contentsObj?.str : ''
    const [left = 0, bottom = 0, right = left] = rect.map(Number)
    return String(text ?? '')
      .split(/[\r\n]+/)
      .filter((line) => line.trim() !== '')
      .map((str, at) => ({
        str,
        transform: [FIELD_SIZE, 0, 0, FIELD_SIZE, left, bottom - at * FIELD_SIZE * 1.2],
        width: right - left,
      }))
  })
}

/** The title among the properties of a PDF. */
async function readTitle(document: PDFDocumentProxy): Promise<{ readonly title?: string }> {
  const { info } = await document.getMetadata().catch(() => ({ info: {} })) // the text is whole without it
  const title = 'Title' in info ? info.Title : undefined
  return typeof title === 'string' && title.trim() !== '' ? { title } : {}
}

/** Ends the waiting, though not the work, as soon as the signal fires. */
function untilStopped<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      try {
        throwIfStopped(signal)
      } catch (error) {
        reject(error)
      }
    }
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
    stop()
  })
}

/** "3, 5-7 and 12 more" for a sentence; the data beside it has all. */
function namePages(pages: readonly number[]): string {
  const spans: string[] = []
  for (let i = 0; i < pages.length; ) {
    let end = i
    while (pages[end + 1] === (pages[end] ?? 0) + 1) end++
    spans.push(end === i ? `${pages[i]}` : `${pages[i]}-${pages[end]}`)
    i = end + 1
  }
  const shown = spans.slice(0, 20).join(', ')
  return spans.length > 20 ? `${shown} and more` : shown
}

function pageWarning(
  code: ErrorData['code'],
  pages: readonly number[],
  one: string,
  many: string,
): ErrorData[] {
  if (pages.length === 0) return []
  const subject = pages.length === 1 ? `Page ${pages[0]} ${one}` : `Pages ${namePages(pages)} ${many}`
  return [warning(code, subject, { pages: [...pages] })]
}

/** Whether the mark that ends every whole PDF is missing. */
function isCutOff(bytes: Uint8Array): boolean {
  return !new TextDecoder('latin1').decode(bytes.subarray(-4096)).includes('%%EOF')
}

/** Reads the text layer of a PDF page by page; pictures are not read. */
export const load: Loader = async (file, { signal, onProgress, limits, readCharacterMap }) => {
  const maps = createCharacterMaps(readCharacterMap)
  const pacer = createPacer(signal)
  const engine = await importPart('pdf', loadPdfEngine)
  await checkStreams(file.bytes, pacer)
  const opened: OpenPdf[] = []
  const open = async (strict: boolean) => {
    const pdf = await openPdf(engine, file.bytes, maps, strict)
    opened.push(pdf)
    return pdf.document
  }
  try {
    const document = await untilStopped(signal, open(true))
    const total = document.numPages
    if (total > limits.maxPages) {
      throw new SkepError(
        'DOCUMENT_TOO_LARGE',
        `The PDF has ${total} pages; the limit is ${limits.maxPages}. Divide it into smaller files.`,
        { pages: total, limit: limits.maxPages },
      )
    }
    onProgress({ unit: 'pages', done: 0, total })
    const pages: PdfLine[][] = []
    const empty: number[] = []
    const partial: number[] = []
    const unreadable: number[] = []
    let tolerant: PDFDocumentProxy | undefined
    for (let number = 1; number <= total; number++) {
      let lines: PdfLine[] = []
      try {
        const read = await untilStopped(signal, readPage(document, number))
        lines = read.lines
        if (read.isCut) partial.push(number)
      } catch {
        throwIfStopped(signal)
        // Read again in the mode that leaves out what is broken, and say which pages that were.
        try {
          tolerant ??= await untilStopped(signal, open(false))
          lines = (await untilStopped(signal, readPage(tolerant, number))).lines
          partial.push(number)
        } catch {
          throwIfStopped(signal)
          unreadable.push(number)
        }
      }
      if (lines.length === 0 && unreadable.at(-1) !== number) empty.push(number)
      pages.push(lines)
      onProgress({ unit: 'pages', done: number, total })
      await pacer.rest()
    }
    if (unreadable.length === total) throw damaged('No page of the PDF could be read.')
    if (pages.every((lines) => lines.length === 0)) {
      const [missing] = warnOfMissing(maps.missing)
      if (missing) throw new SkepError(missing.code, missing.message, missing.data)
      throw noText(
        'The PDF holds no text. Its pages may be pictures, as scanned ones are: run text recognition (OCR) on it and upload the result.',
      )
    }
    return {
      ...(await assembleText(pages, pacer)),
      ...(await untilStopped(signal, readTitle(document))),
      warnings: [
        ...(isCutOff(file.bytes)
          ? [warning('DOCUMENT_DAMAGED', 'The end of the PDF is missing; what could be read was kept.')]
          : []),
        ...warnOfMissing(maps.missing),
        ...pageWarning('DOCUMENT_NO_TEXT', empty, 'has no text.', 'have no text.'),
        ...pageWarning('DOCUMENT_DAMAGED', partial, 'may be incomplete.', 'may be incomplete.'),
        ...pageWarning('DOCUMENT_DAMAGED', unreadable, 'could not be read.', 'could not be read.'),
      ],
      format: 'pdf',
    }
  } catch (error) {
    throw asPdfError(error)
  } finally {
    await Promise.all(opened.map((pdf) => pdf.close()))
  }
}
