// biome-ignore-all assist/source/organizeImports: the guard must be evaluated before pdf.js
import { releasePort } from './pdf-port-guard.ts'
import * as pdf from 'pdfjs-dist/build/pdf.min.mjs'
import { WorkerMessageHandler } from 'pdfjs-dist/build/pdf.worker.min.mjs'
import type { PdfEngine } from './pdf-engine.ts'

releasePort()

export const engine: PdfEngine = {
  getDocument: pdf.getDocument,
  PDFWorker: pdf.PDFWorker,
  WorkerMessageHandler,
}
