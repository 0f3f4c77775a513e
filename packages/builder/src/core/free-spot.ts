import type { Point } from '@skep/schema'

/** A card on the canvas. @internal */
export interface Box extends Point {
  readonly width: number
  readonly height: number
}

const GAP = 24

/**
 * The place nearest to the wanted one, straight above or below it, where a card covers no other.
 * @internal
 */
export function freeSpot(wanted: Box, taken: readonly Box[], way: 'down' | 'both' = 'both'): Point {
  const isFree = (y: number): boolean => taken.every((box) => !overlap({ ...wanted, y }, box))
  // Only right behind or before a card can be the nearest free place.
  const places = taken.flatMap((box) => [box.y + box.height + GAP, box.y - wanted.height - GAP])
  const [nearest = wanted.y] = [wanted.y, ...places]
    .filter((y) => (way === 'both' || y >= wanted.y) && isFree(y))
    .sort((a, b) => Math.abs(a - wanted.y) - Math.abs(b - wanted.y))
  return { x: Math.round(wanted.x), y: Math.round(nearest) }
}

function overlap(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width + GAP &&
    b.x < a.x + a.width + GAP &&
    a.y < b.y + b.height + GAP &&
    b.y < a.y + a.height + GAP
  )
}
