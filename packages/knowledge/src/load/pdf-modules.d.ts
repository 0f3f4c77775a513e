// pdf.js ships types for its main file only.
declare module 'pdfjs-dist/build/pdf.min.mjs' {
  export { getDocument, PDFWorker } from 'pdfjs-dist'
}
declare module 'pdfjs-dist/legacy/build/pdf.min.mjs' {
  export { getDocument, PDFWorker } from 'pdfjs-dist'
}
declare module 'pdfjs-dist/build/pdf.worker.min.mjs' {
  export const WorkerMessageHandler: { initializeFromPort(port: MessagePort): void }
}
declare module 'pdfjs-dist/legacy/build/pdf.worker.min.mjs' {
  export const WorkerMessageHandler: { initializeFromPort(port: MessagePort): void }
}
declare module 'linkedom/worker' {
  export { parseHTML } from 'linkedom'
}
