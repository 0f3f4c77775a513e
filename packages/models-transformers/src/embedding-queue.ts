import { SkepError } from '@skep/schema'
import { nextTask } from './next-task.ts'

/** Embeds the texts of one batch. @internal */
export type EmbedBatch = (texts: readonly string[]) => Promise<readonly Float32Array[]>

/** Another realm with the same model. @internal */
export interface EmbeddingWorker {
  /** Resolves when its model is loaded. */
  readonly ready: Promise<void>
  /** One batch at a time. @throws whatever went wrong, also when the worker died */
  readonly embed: EmbedBatch
  end(): void
}

/** @internal */
export interface EmbeddingQueueOptions {
  /** How many workers there may be now; 0 for none. */
  readonly limit: () => number
  readonly start: () => EmbeddingWorker
  readonly now: () => number
  /** Workers without work end after this. */
  readonly idleMs?: number
}

interface Job {
  readonly texts: readonly string[]
  readonly embedHere: EmbedBatch
  readonly signal: AbortSignal | undefined
  readonly resolve: (vectors: readonly Float32Array[]) => void
  readonly reject: (error: unknown) => void
}

interface Member {
  readonly worker: EmbeddingWorker
  state: 'loading' | 'free' | 'busy'
}

/** A worker loads the model once more, which fewer texts are not worth. */
const LEAST_TEXTS = 192
const IDLE_MS = 30_000

/**
 * The passages of one model that wait for their vectors. This realm embeds them until there are many; then workers with
 * the same model take them, and this realm is free for questions. A worker that fails is not replaced, and its batch is
 * embedded elsewhere: whatever happens to workers, nobody sees it but by the time that it takes.
 * @internal
 */
export class EmbeddingQueue {
  readonly #options: EmbeddingQueueOptions
  #jobs: Job[] = []
  readonly #members = new Set<Member>()
  #isBusyHere = false
  #hasFailed = false
  /** Texts since the last rest. */
  #texts = 0
  #lastAtMs = 0
  #resting: ReturnType<typeof setTimeout> | undefined

  constructor(options: EmbeddingQueueOptions) {
    this.#options = options
  }

  /** Embeds batches in any order and gives their vectors in theirs. @throws `CALL_ABORTED`, and what `embedHere` throws */
  async run(
    batches: readonly (readonly string[])[],
    embedHere: EmbedBatch,
    signal?: AbortSignal,
  ): Promise<readonly Float32Array[]> {
    this.#wake()
    const all = batches.map((texts) => {
      this.#texts += texts.length
      return new Promise<readonly Float32Array[]>((resolve, reject) =>
        this.#jobs.push({ texts, embedHere, signal, resolve, reject }),
      )
    })
    const drop = (): void => {
      const dropped = this.#jobs.filter((job) => job.signal === signal)
      this.#jobs = this.#jobs.filter((job) => job.signal !== signal)
      for (const { reject } of dropped) reject(aborted())
    }
    signal?.addEventListener('abort', drop, { once: true })
    this.#share()
    try {
      return (await Promise.all(all)).flat()
    } finally {
      signal?.removeEventListener('abort', drop)
      this.#rest()
    }
  }

  /** Ends all workers; what they were at is embedded here. */
  end(): void {
    clearTimeout(this.#resting)
    for (const { worker } of this.#members) worker.end()
    this.#members.clear()
    this.#texts = 0
  }

  #wake(): void {
    clearTimeout(this.#resting)
    const now = this.#options.now()
    if (now - this.#lastAtMs > this.#idleMs) this.#texts = 0
    this.#lastAtMs = now
  }

  #rest(): void {
    clearTimeout(this.#resting)
    if (this.#members.size > 0) this.#resting = setTimeout(() => this.end(), this.#idleMs)
  }

  get #idleMs(): number {
    return this.#options.idleMs ?? IDLE_MS
  }

  /** Gives what waits to whoever is free. */
  #share(): void {
    for (const member of this.#members) {
      const job = member.state === 'free' ? this.#jobs.shift() : undefined
      if (job) this.#workThere(member, job)
    }
    if (this.#jobs.length === 0) return
    if (!this.#isBusyHere && !this.#hasWorkers()) this.#workHere()
    this.#grow()
  }

  #hasWorkers(): boolean {
    return [...this.#members].some(({ state }) => state !== 'loading')
  }

  async #workHere(): Promise<void> {
    this.#isBusyHere = true
    while (!this.#hasWorkers()) {
      const job = this.#jobs.shift()
      if (!job) break
      await job.embedHere(job.texts).then(job.resolve, job.reject)
      // Questions, a stop, and that a worker is ready come as messages.
      await nextTask()
    }
    this.#isBusyHere = false
  }

  async #workThere(member: Member, job: Job): Promise<void> {
    member.state = 'busy'
    try {
      job.resolve(await member.worker.embed(job.texts))
      member.state = 'free'
    } catch {
      // Told where it is embedded again, should it fail there as well.
      this.#lose(member)
      if (job.signal?.aborted) job.reject(aborted())
      else this.#jobs.unshift(job)
    }
    this.#share()
  }

  /** One after the other: loading is work, too. */
  #grow(): void {
    if (this.#hasFailed || this.#jobs.length === 0 || this.#texts < LEAST_TEXTS) return
    if ([...this.#members].some(({ state }) => state === 'loading')) return
    if (this.#members.size >= this.#options.limit()) return
    const worker = this.#start()
    if (!worker) return
    const member: Member = { worker, state: 'loading' }
    this.#members.add(member)
    worker.ready
      .then(
        () => {
          member.state = 'free'
        },
        () => this.#lose(member),
      )
      .then(() => this.#share())
  }

  #start(): EmbeddingWorker | undefined {
    try {
      return this.#options.start()
    } catch {
      this.#hasFailed = true // a page may forbid workers; this realm goes on alone
      return undefined
    }
  }

  #lose(member: Member): void {
    // Those of a queue that was ended are no failures.
    if (!this.#members.delete(member)) return
    this.#hasFailed = true
    member.worker.end()
  }
}

function aborted(): SkepError {
  return new SkepError('CALL_ABORTED', 'The call was stopped.')
}
