import type { PlannedNode } from '../plan/plan.ts'
import type { Frame } from './frame.ts'

/** A node that may run as soon as there is room. @internal */
export interface ReadyNode {
  readonly frame: Frame
  readonly planned: PlannedNode
}

/** Ready nodes of all rounds, first come first served. Taking one off a plain list would move all the others. @internal */
export class ReadyQueue {
  #nodes: ReadyNode[] = []
  #next = 0

  get isEmpty(): boolean {
    return this.#next === this.#nodes.length
  }

  push(frame: Frame, planned: PlannedNode): void {
    this.#nodes.push({ frame, planned })
  }

  take(): ReadyNode | undefined {
    const node = this.#nodes[this.#next]
    if (!node) return undefined
    this.#next += 1
    if (this.isEmpty) {
      this.#nodes = []
      this.#next = 0
    }
    return node
  }
}
