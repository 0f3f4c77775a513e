import { expect, inject, it } from 'vitest'
import { browserPlace } from './browser-place.ts'
import { runKill } from './run-kill.ts'

const place = browserPlace(inject('countingServerUrl'))

// One of each workflow. `pnpm fuzz kills` has the other seeds.
it.each(Array.from({ length: 20 }, (_, at) => at + 1))(
  'a run whose worker is killed goes on or says why not (seed %i)',
  async (seed) => {
    expect(await runKill(seed, place)).toEqual([])
  },
)
