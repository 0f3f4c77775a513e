import { expect, it } from 'vitest'
import { acquireWriter, tryAcquireWriter, type WriterLockOptions, withWriterLock } from './writer-lock.ts'

const places: readonly (readonly [string, WriterLockOptions])[] = [
  ['in one process', { locks: null }],
  ...(globalThis.navigator?.locks ? [['with Web Locks', {}] as const] : []),
]

for (const [place, options] of places) {
  it(`lets one writer in at a time, in the order of asking, ${place}`, async () => {
    const steps: string[] = []
    const write = (name: string): Promise<void> =>
      withWriterLock(
        place,
        async () => {
          steps.push(`${name} in`)
          await new Promise((resolve) => setTimeout(resolve, 2))
          steps.push(`${name} out`)
        },
        options,
      )
    await Promise.all([write('a'), write('b'), write('c')])
    expect(steps).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
  })

  it(`lets writers of different namespaces in together, ${place}`, async () => {
    const one = await acquireWriter(`${place} 1`, options)
    const two = await acquireWriter(`${place} 2`, options)
    one.release()
    two.release()
  })

  it(`frees the lock when the body throws, ${place}`, async () => {
    const failing = withWriterLock(place, () => Promise.reject(new Error('broken')), options)
    await expect(failing).rejects.toThrow('broken')
    expect(await withWriterLock(place, async () => 'next', options)).toBe('next')
  })

  it(`says at once that somebody else writes, ${place}`, async () => {
    const held = await acquireWriter(`${place} try`, options)
    expect(await tryAcquireWriter(`${place} try`, options)).toBeNull()
    held.release()
    held.release()
    const next = await acquireWriter(`${place} try`, options)
    next.release()
    await expect
      .poll(async () => {
        const lock = await tryAcquireWriter(`${place} try`, options)
        lock?.release()
        return lock !== null
      })
      .toBe(true)
  })

  it(`stops waiting when the signal fires, and others still get in, ${place}`, async () => {
    const held = await acquireWriter(`${place} abort`, options)
    const controller = new AbortController()
    const waiting = acquireWriter(`${place} abort`, { ...options, signal: controller.signal })
    const last = acquireWriter(`${place} abort`, options)
    controller.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    let isIn = false
    void last.then(() => {
      isIn = true
    })
    await new Promise((resolve) => setTimeout(resolve, 2))
    expect(isIn).toBe(false)
    held.release()
    ;(await last).release()
    const stopped = AbortSignal.abort()
    await expect(acquireWriter('stopped', { ...options, signal: stopped })).rejects.toMatchObject({
      code: 'CALL_ABORTED',
    })
  })
}
