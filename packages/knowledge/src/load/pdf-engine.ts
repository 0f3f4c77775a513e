import type * as pdfjs from 'pdfjs-dist'

/** The parts of pdf.js that reading text needs. */
export interface PdfEngine {
  readonly getDocument: typeof pdfjs.getDocument
  readonly PDFWorker: typeof pdfjs.PDFWorker
  readonly WorkerMessageHandler: { initializeFromPort(port: MessagePort): void }
}

/** The newest functions that the modern build of pdf.js calls; the legacy build brings its own. */
function isModern(): boolean {
  return (
    'sumPrecise' in Math &&
    'getOrInsertComputed' in Map.prototype &&
    'toHex' in Uint8Array.prototype &&
    'try' in Promise
  )
}

let loading: Promise<PdfEngine> | undefined

/** pdf.js for this browser or Node. The legacy build adds what is missing to globals, so it is the second choice. */
export function loadPdfEngine(): Promise<PdfEngine> {
  loading ??= (isModern() ? import('./pdf-engine-modern.ts') : import('./pdf-engine-legacy.ts')).then(
    (module) => module.engine,
  )
  // A failed download must not stay failed for ever.
  loading.catch(() => {
    loading = undefined
  })
  return loading
}
