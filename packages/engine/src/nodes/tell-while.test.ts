import { expect, it } from 'vitest'
import { tellWhile } from './tell-while.ts'

async function collect<Told, Result>(
  telling: AsyncGenerator<Told, Result, void>,
): Promise<{ readonly told: readonly Told[]; readonly result: Result }> {
  const told: Told[] = []
  for (;;) {
    const next = await telling.next()
    if (next.done) return { told, result: next.value }
    told.push(next.value)
  }
}

it('yields what is told at once and later, and returns the result', async () => {
  const telling = tellWhile<number, string>(async (tell) => {
    tell(1)
    await null
    tell(2)
    tell(3)
    await new Promise((resolve) => setTimeout(resolve))
    tell(4)
    return 'end'
  })
  expect(await collect(telling)).toEqual({ told: [1, 2, 3, 4], result: 'end' })
})

it('returns the result of work that tells nothing', async () => {
  expect(await collect(tellWhile(async () => 7))).toEqual({ told: [], result: 7 })
})

it('throws what the work throws, after what it told', async () => {
  const told: number[] = []
  const telling = tellWhile<number, never>(async (tell) => {
    tell(1)
    throw new Error('broken')
  })
  await expect(
    (async () => {
      for await (const value of telling) told.push(value)
    })(),
  ).rejects.toThrow('broken')
  expect(told).toEqual([1])
})
