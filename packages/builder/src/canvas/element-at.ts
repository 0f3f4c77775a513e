/** The elements under a point, looked for in the tree (document or shadow root) that `inside` stands in. */
function elementsAt(inside: Element, x: number, y: number): readonly Element[] {
  const root = inside.getRootNode()
  return root instanceof Document || root instanceof ShadowRoot ? root.elementsFromPoint(x, y) : []
}

/** The node whose card is under a point of the window. @internal */
export function nodeIdAt(inside: Element, x: number, y: number): string | undefined {
  for (const element of elementsAt(inside, x, y)) {
    const id = element.closest('[data-node-card]')?.getAttribute('data-node-card')
    if (id) return id
  }
  return undefined
}

/** The edge under a point of the window. @internal */
export function edgeIdAt(inside: Element, x: number, y: number): string | undefined {
  for (const element of elementsAt(inside, x, y)) {
    const id = element.closest('.react-flow__edge')?.getAttribute('data-id')
    if (id) return id
  }
  return undefined
}
