import { describe, expect, it } from 'vitest'
import { systemClock, systemRandom } from './system.ts'

describe('the system clock', () => {
  it('sleeps as long as asked', async () => {
    const before = systemClock.now()
    await systemClock.sleep(20, new AbortController().signal)
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(18)
  })

  it.each([2 ** 31, Number.POSITIVE_INFINITY])('sleeps on where it is asked for %s ms', async (ms) => {
    const { signal } = new AbortController()
    const first = await Promise.race([
      systemClock.sleep(ms, signal).then(() => 'long'),
      systemClock.sleep(20, signal).then(() => 'short'),
    ])
    expect(first).toBe('short')
  })

  it.each([
    ['before', true],
    ['while', false],
  ])('wakes with CALL_ABORTED when stopped %s it sleeps', async (_, isBefore) => {
    const controller = new AbortController()
    if (isBefore) controller.abort()
    const slept = systemClock.sleep(60_000, controller.signal)
    controller.abort()
    await expect(slept).rejects.toMatchObject({ code: 'CALL_ABORTED' })
  })
})

it('system ids differ', () => {
  expect(new Set(Array.from({ length: 100 }, () => systemRandom.id())).size).toBe(100)
  expect(systemRandom.random()).toBeLessThan(1)
})
