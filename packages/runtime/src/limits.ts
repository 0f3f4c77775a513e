/** How long the page waits, in milliseconds. @internal */
export interface Limits {
  /** For the answer to one call. */
  readonly callMs: (name: string) => number
  /** For a host to be ready, after it said hello. */
  readonly startMs: number
  /** For a host to say that it is alive, after a call took too long. */
  readonly pingMs: number
  /** For a host to end its work when the client closes. */
  readonly closeMs: number
  /** How often the time of open calls is counted. */
  readonly tickMs: number
  /** Before the second restart; doubles with each further one. */
  readonly restartMs: number
}

const ORDINARY_CALL_MS = 60_000
const LONG_CALL_MS = 15 * 60_000

/** What moves many bytes, waits for work that is under way to end, or may download a model first. */
const LONG_CALLS: ReadonlySet<string> = new Set([
  'annotations.find',
  'apps.remove',
  'conversations.followUps',
  'conversations.remove',
  'files.read',
  'files.upload',
  'knowledge.addChunks',
  'knowledge.addText',
  'knowledge.addUrl',
  'knowledge.cancelDocument',
  'knowledge.cancelEmbedderChange',
  'knowledge.changeEmbedder',
  'knowledge.exportBase',
  'knowledge.importBase',
  'knowledge.importChunks',
  'knowledge.measure',
  'knowledge.pauseDocument',
  'knowledge.preview',
  'knowledge.reindex',
  'knowledge.remove',
  'knowledge.removeDocument',
  'knowledge.removeSource',
  'knowledge.retrieve',
  'knowledge.stopSync',
  'knowledge.update',
  'knowledge.updateChunk',
  'knowledge.updateChunks',
  'knowledge.updateDocuments',
  'knowledge.upload',
  'models.startDownload',
  'storage.wipe',
])

/** @internal */
export const DEFAULT_LIMITS: Limits = {
  callMs: (name) => (LONG_CALLS.has(name) ? LONG_CALL_MS : ORDINARY_CALL_MS),
  startMs: 60_000,
  pingMs: 30_000,
  closeMs: 3000,
  tickMs: 1000,
  restartMs: 1000,
}
