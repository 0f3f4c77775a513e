import { beforeAll, expect, it } from 'vitest'
import { type Kill, killInBrowser } from './kills-browser.ts'

const upTo = (count: number, of: Kill['of']): Kill[] =>
  Array.from({ length: count }, (_, at) => ({ of, seed: at + 1 }))
// One of each workflow. `pnpm fuzz kills` has the other seeds.
const runs = upTo(20, 'run')
const ingestions = upTo(4, 'ingestion')

const found = new Map<Kill, readonly string[]>()
beforeAll(
  () => killInBrowser([...ingestions, ...runs], (kill, problems) => found.set(kill, problems)),
  300_000,
)

it.each(runs)('a run whose worker is killed goes on or says why not (seed $seed)', (kill) => {
  expect(found.get(kill)).toEqual([])
})

it.each(ingestions)(
  'a worker that dies in the middle of uploads loses and doubles nothing (seed $seed)',
  (kill) => {
    expect(found.get(kill)).toEqual([])
  },
)
