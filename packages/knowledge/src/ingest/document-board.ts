import type { KnowledgeDocument, KnowledgeEvent, Unsubscribe } from '@skep/client'

/** Least time between two progress events of a document, so that a fast step does not flood its listeners. */
const PROGRESS_INTERVAL_MS = 100

/** What everybody may see: events, and the newest state of documents that are being worked on. */
export class DocumentBoard {
  readonly #now: () => number
  readonly #listeners = new Set<(event: KnowledgeEvent) => void>()
  readonly #live = new Map<string, KnowledgeDocument>()
  readonly #toldAtMs = new Map<string, number>()

  constructor(now: () => number) {
    this.#now = now
  }

  watch(listener: (event: KnowledgeEvent) => void): Unsubscribe {
    const own = (event: KnowledgeEvent): void => listener(event)
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  emit(event: KnowledgeEvent): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event)
      } catch (error) {
        // A listener that fails is the listener's fault and must not stop an ingestion; it still gets reported.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  /** Whether a document is being worked on here. */
  isLive(documentId: string): boolean {
    return this.#live.has(documentId)
  }

  /** The newest state of a document, which may be ahead of the stored one. */
  current(stored: KnowledgeDocument): KnowledgeDocument {
    return this.#live.get(stored.id) ?? stored
  }

  /** Shows a new state at once. */
  show(document: KnowledgeDocument): void {
    this.#live.set(document.id, document)
    this.#toldAtMs.set(document.id, this.#now())
    this.emit({ type: 'document_changed', document })
  }

  /** Tells of a change that people made; a document that is being worked on keeps its progress. */
  update(stored: KnowledgeDocument): KnowledgeDocument {
    const live = this.#live.get(stored.id)
    const isOnItsWay = live !== undefined && live.state === stored.state
    const document = isOnItsWay
      ? { ...stored, progress: live.progress, ...(live.step ? { step: live.step } : {}) }
      : stored
    if (live) this.#live.set(stored.id, document)
    this.emit({ type: 'document_changed', document })
    return document
  }

  /** Shows progress within a state; events come at most ten times a second. */
  progress(documentId: string, { progress, step }: Pick<KnowledgeDocument, 'progress' | 'step'>): void {
    const live = this.#live.get(documentId)
    if (!live) return
    const document: KnowledgeDocument = {
      ...live,
      progress: Math.max(live.progress, progress),
      ...(step ? { step } : {}),
    }
    this.#live.set(documentId, document)
    const now = this.#now()
    if (now - (this.#toldAtMs.get(document.id) ?? 0) < PROGRESS_INTERVAL_MS) return
    this.#toldAtMs.set(document.id, now)
    this.emit({ type: 'document_changed', document })
  }

  /** From now on the stored state is the newest. */
  release(documentId: string): void {
    this.#live.delete(documentId)
    this.#toldAtMs.delete(documentId)
  }
}
