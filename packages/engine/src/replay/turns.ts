/** Waits until everything that can go on without the outside has gone on. @internal */
export type Turn = () => Promise<void>

/** One thing at a time, each in a turn of its own: what it sets off has come to rest before the next one. @internal */
export class Deliveries {
  readonly #turn: Turn
  readonly #waiting: (() => void)[] = []
  #isRunning = false

  constructor(turn: Turn) {
    this.#turn = turn
  }

  add(deliver: () => void): void {
    this.#waiting.push(deliver)
    if (!this.#isRunning) void this.#run()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      await this.#turn()
      this.#waiting.shift()?.()
    }
    this.#isRunning = false
  }
}

/** A promise with its ends. @internal */
export interface Deferred<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: unknown): void
}

/** @internal */
export function createDeferred<T>(): Deferred<T> {
  let ends: Omit<Deferred<T>, 'promise'> = { resolve: () => undefined, reject: () => undefined }
  const promise = new Promise<T>((resolve, reject) => {
    ends = { resolve, reject }
  })
  return { promise, ...ends }
}
