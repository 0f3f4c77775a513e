// pnpm fuzz NAME [--seeds N] [--from N]: random cases by the numbers of their seeds, the same on every machine. npm test
// tries the first of them. Counts one per seed.
//   dsl      Dify files changed at random: imported without loss, or refused with a code
//   engine   random apps on the engine, in random orders, beside the reference interpreter
import { fuzzDsl } from '../src/dsl/fuzz-dsl.ts'
import { fuzzEngine } from '../src/fuzz-engine/fuzz-engine.ts'
import { runCommand, UsageError } from './report.ts'

const FUZZERS: Readonly<Record<string, (seed: number) => Promise<readonly string[]>>> = {
  dsl: fuzzDsl,
  engine: fuzzEngine,
}

await runCommand(
  async ({ words: [name = ''], options }, report) => {
    const fuzz = FUZZERS[name]
    if (!fuzz) throw new UsageError(`Use: pnpm fuzz ${Object.keys(FUZZERS).join('|')} [--seeds N] [--from N]`)
    const from = Number(options.from ?? 1)
    const count = Number(options.seeds ?? 1_000)
    for (let seed = from; seed < from + count; seed += 1) {
      report.add({ name: `seed ${seed}`, problems: await fuzz(seed) })
    }
  },
  { seeds: 'string', from: 'string' },
)
