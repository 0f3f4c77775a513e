import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Box, freeSpot } from './free-spot.ts'

const box = (x: number, y: number, width = 232, height = 80): Box => ({ x, y, width, height })

describe('a free spot', () => {
  it('is the wanted place when nothing stands there', () => {
    expect(freeSpot(box(10.4, 20), [box(400, 20)])).toEqual({ x: 10, y: 20 })
  })

  it('is the nearest one above or below a card in the way, or below when asked so', () => {
    expect(freeSpot(box(0, 30), [box(0, 0)])).toEqual({ x: 0, y: 104 })
    expect(freeSpot(box(0, -30), [box(0, 0)])).toEqual({ x: 0, y: -104 })
    expect(freeSpot(box(0, -30), [box(0, 0)], 'down')).toEqual({ x: 0, y: 104 })
  })

  it('never covers a card, whatever stands around', () => {
    const boxes = fc.array(
      fc.record({
        x: fc.integer({ min: -400, max: 400 }),
        y: fc.integer({ min: -400, max: 400 }),
        width: fc.integer({ min: 100, max: 300 }),
        height: fc.integer({ min: 40, max: 300 }),
      }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(boxes, fc.constantFrom('down' as const, 'both' as const), (taken, way) => {
        const { x, y } = freeSpot(box(0, 0), taken, way)
        expect(x).toBe(0)
        if (way === 'down') expect(y).toBeGreaterThanOrEqual(0)
        const covered = taken.filter(
          (other) =>
            x < other.x + other.width && other.x < x + 232 && y < other.y + other.height && other.y < y + 80,
        )
        expect(covered).toEqual([])
      }),
    )
  })
})
