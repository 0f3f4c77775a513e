export {
  type BuiltInAi,
  type BuiltInAvailability,
  builtInAi,
  type LanguageModelApi,
  type LanguageModelSession,
} from './built-in-ai.ts'
export { type DownloadableModel, type DownloadFile, FileDownloads, type FileStore } from './file-downloads.ts'
export { type PlainMessage, plainMessages } from './plain-messages.ts'
export { type ProbedRealm, type ProbeOptions, probeDevices, probeWebGpu } from './probe.ts'
export { StopText } from './stop-text.ts'
