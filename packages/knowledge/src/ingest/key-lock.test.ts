import { describe, expect, it } from 'vitest'
import { KeyLock } from './key-lock.ts'

describe('the lock', () => {
  it('runs tasks of a key in turn, others beside them, and goes on after a failure', async () => {
    const lock = new KeyLock()
    const log: string[] = []
    const task = (name: string, turns: number) => async () => {
      log.push(`${name} starts`)
      for (let turn = 0; turn < turns; turn++) await null
      log.push(`${name} ends`)
    }
    const failing = lock.run('a', async () => {
      throw new Error('first')
    })
    const all = [lock.run('a', task('a1', 5)), lock.run('a', task('a2', 1)), lock.run('b', task('b1', 2))]
    await expect(failing).rejects.toThrow('first')
    await Promise.all(all)
    const ofA = log.filter((line) => line.startsWith('a'))
    expect(ofA).toEqual(['a1 starts', 'a1 ends', 'a2 starts', 'a2 ends'])
    expect(log.indexOf('b1 starts')).toBeLessThan(log.indexOf('a1 ends'))
  })
})
