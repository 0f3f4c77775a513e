// The worker of one engine. Use it as it is, or write these two lines into a worker of your own.
import { serveWebLlm } from './serve-web-llm.ts'

serveWebLlm().catch(reportError)
