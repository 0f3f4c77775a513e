export { type ExportDifyOptions, exportDify, exportDifyGraph } from './export-dify.ts'
export { type DifyImport, type ImportDifyOptions, importDify, importDifyGraph } from './import-dify.ts'
export type { ImportOutcome, ImportReport, ImportWarning } from './report.ts'
