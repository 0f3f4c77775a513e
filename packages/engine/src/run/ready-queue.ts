import type { PlannedNode } from '../plan/plan.ts'
import type { Frame } from './frame.ts'

/** A node that may run as soon as there is room. @internal */
export interface ReadyNode {
  readonly frame: Frame
  readonly planned: PlannedNode
}

/** Ready nodes of all rounds, first come first served. Taking one off a plain list would move all the others. @internal */
export class ReadyQueue {
  readonly #nodes: (ReadyNode | undefined)[] = []
  #first = 0
  #end = 0

  get isEmpty(): boolean {
    return this.#first === this.#end
  }

  push(frame: Frame, planned: PlannedNode): void {
    this.#nodes[this.#end] = { frame, planned }
    this.#end += 1
  }

  take(): ReadyNode | undefined {
    if (this.isEmpty) return undefined
    const node = this.#nodes[this.#first]
    // The list keeps its places for the next nodes: emptying it would make a new one for each node of a chain.
    this.#nodes[this.#first] = undefined
    this.#first += 1
    if (this.isEmpty) {
      this.#first = 0
      this.#end = 0
    }
    return node
  }
}
