import type { App, AppNode, Point } from '@skep/schema'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Makes ids for nodes and edges. Tests give their own source of bytes. @internal */
export type RandomBytes = (length: number) => Uint8Array

const browserBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length))

/** An id that fits `[A-Za-z0-9_]{1,50}` and is free, e.g. `llm_k3v9q2`. @internal */
export function newNodeId(
  type: string,
  taken: ReadonlySet<string>,
  random: RandomBytes = browserBytes,
): string {
  const stem = type.replace(/[^A-Za-z0-9]+/g, '_').slice(0, 40)
  for (;;) {
    const tail = [...random(6)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
    const id = `${stem}_${tail}`
    if (!taken.has(id)) return id
  }
}

/** The id of an edge says what it joins, as in Dify's files. @internal */
export function edgeId(source: string, sourceHandle: string, target: string): string {
  return `${source}-${sourceHandle}-${target}-target`
}

/** A title nobody else has: `LLM`, `LLM 2`, ... @internal */
export function freeTitle(title: string, taken: ReadonlySet<string>): string {
  if (!taken.has(title)) return title
  const stem = title.replace(/ \d+$/, '')
  for (let number = 2; ; number += 1) {
    const candidate = `${stem} ${number}`
    if (!taken.has(candidate)) return candidate
  }
}

/** The ids and titles of an app's nodes. @internal */
export function takenIn(app: App): { readonly ids: Set<string>; readonly titles: Set<string> } {
  return {
    ids: new Set(app.graph.nodes.map((node) => node.id)),
    titles: new Set(app.graph.nodes.map((node) => node.title)),
  }
}

/** Moves a point until no node stands there. @internal */
export function freePoint(point: Point, nodes: readonly AppNode[]): Point {
  let { x, y } = point
  while (nodes.some((node) => Math.abs(node.position.x - x) < 24 && Math.abs(node.position.y - y) < 24)) {
    x += 32
    y += 32
  }
  return { x: Math.round(x), y: Math.round(y) }
}
