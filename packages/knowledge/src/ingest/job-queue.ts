/** A document that waits for its ingestion, or a base that waits for another embedder or to be put together. */
export interface Job {
  readonly knowledgeId: string
  /** Null: the base itself. */
  readonly documentId: string | null
  readonly isCompaction?: true
}

interface RunningJob extends Job {
  readonly controller: AbortController
  readonly settled: Promise<void>
}

/** Does one job at a time, in the order of their arrival. */
export class JobQueue {
  readonly #run: (job: Job, signal: AbortSignal) => Promise<void>
  readonly #waiting: Job[] = []
  #running: RunningJob | null = null
  #closed = false
  #idle: (() => void)[] = []

  /** `run` must not reject: what goes wrong with a document belongs to the document. */
  constructor(run: (job: Job, signal: AbortSignal) => Promise<void>) {
    this.#run = run
  }

  /** Adds a job; one that is waiting or running already is not added again. */
  add(job: Job): void {
    if (this.#closed || this.has((other) => isSame(other, job))) return
    this.#waiting.push(job)
    this.#next()
  }

  /** Whether a job that matches waits or runs. */
  has(matches: (job: Job) => boolean): boolean {
    return (this.#running !== null && matches(this.#running)) || this.#waiting.some(matches)
  }

  /** Takes out the jobs that match and resolves when none of them runs any more. */
  async cancel(matches: (job: Job) => boolean): Promise<void> {
    for (let at = this.#waiting.length - 1; at >= 0; at--) {
      const job = this.#waiting[at]
      if (job && matches(job)) this.#waiting.splice(at, 1)
    }
    const running = this.#running
    if (running && matches(running)) {
      running.controller.abort()
      await running.settled
    }
  }

  /** Resolves when nothing waits or runs. */
  async idle(): Promise<void> {
    if (this.#running === null && this.#waiting.length === 0) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  /** Stops for good. Documents stay as they are, to be resumed by another. */
  async close(): Promise<void> {
    this.#closed = true
    await this.cancel(() => true)
  }

  #next(): void {
    if (this.#running !== null) return
    const job = this.#waiting.shift()
    if (job === undefined) {
      const waiting = this.#idle
      this.#idle = []
      for (const resolve of waiting) resolve()
      return
    }
    const controller = new AbortController()
    const settled = this.#run(job, controller.signal).finally(() => {
      this.#running = null
      this.#next()
    })
    this.#running = { ...job, controller, settled }
  }
}

function isSame(a: Job, b: Job): boolean {
  return a.knowledgeId === b.knowledgeId && a.documentId === b.documentId && a.isCompaction === b.isCompaction
}
