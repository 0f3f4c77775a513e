export { type ExportDifyOptions, exportDify, exportDifyGraph } from './export-dify.ts'
export { type ImportDifyOptions, importDify, importDifyGraph } from './import-dify.ts'
export type { DifyImport } from './read-app.ts'
export type {
  ImportedNode,
  ImportedPlugin,
  ImportNeed,
  ImportOutcome,
  ImportReport,
  ImportWarning,
} from './report.ts'
