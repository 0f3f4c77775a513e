import type { ContainerKind } from '@skep/client'
import type { ErrorData, JsonObject, Selector, Value } from '@skep/schema'

/** How a round is run. @public */
export interface RoundOptions {
  /** Starts at 0. Each index runs once. */
  readonly index: number
  /** What this round sees under the container's id, e.g. its item. */
  readonly variables?: JsonObject
  /** Tells `container_next` before the round. */
  readonly isAnnounced?: boolean
  /** What the container wants to know when the round has ended. */
  readonly output?: Selector
}

/** How a round ended. @public */
export interface RoundResult {
  readonly status: 'succeeded' | 'failed'
  /** The value of `output`, if there was one. */
  readonly output?: Value
  readonly error?: ErrorData
  /** A node that ends its container was reached. */
  readonly isLast: boolean
  readonly durationMs: number
}

/**
 * The inside of a container, for its executor. An interrupted run calls the executor again from its beginning: what
 * `begin` said is not said twice, rounds that had ended give their result at once, and one that had not goes on where
 * it was.
 * @public
 */
export interface Rounds {
  /**
   * Says that rounds begin. `variables`: what the container keeps for its inside between rounds.
   *
   * The rounds of an `iteration` have variables of their own: what their nodes leave behind and write goes with them, writes
   * to the conversation excepted. Those of a `loop` share the variables of their container, and only what the nodes
   * inside left behind is cleared before each.
   */
  begin(about: {
    readonly container: ContainerKind
    readonly inputs: JsonObject
    /** The number of rounds, where it is known. */
    readonly length?: number
    readonly variables?: JsonObject
  }): void
  /** How many rounds, from the first on, had already ended when the executor was called. */
  readonly done: number
  /** How a round ended, if it has. */
  result(index: number): RoundResult | undefined
  /**
   * Runs the nodes inside once. A failure in it is a result. What still runs when the executor ends is stopped.
   * @throws `RUN_LIMIT_DEPTH` when containers are nested too deep
   */
  run(options: RoundOptions): Promise<RoundResult>
  /** Says that the rounds ended before their number, for `container_succeeded`. */
  breakOff(): void
}
