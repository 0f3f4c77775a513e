export type { WebLlmWorker } from './engine.ts'
export { serveWebLlm } from './serve-web-llm.ts'
export { type WebLlmOptions, webLlmProvider } from './web-llm-provider.ts'
