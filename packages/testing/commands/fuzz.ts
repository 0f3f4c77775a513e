// pnpm fuzz NAME [--seeds N] [--from N]: random cases by the numbers of their seeds, the same on every machine. npm test
// tries the first of them. Counts one per seed.
//   dsl      Dify files changed at random: imported without loss, or refused with a code
//   engine   random apps on the engine, in random orders, beside the reference interpreter
//   ingestion  ingestions killed before and after everything that they wait for, in memory and in IndexedDB
//   kills    workers killed in the middle of runs, in Chromium
//   streams  streams of models, cut, split and repeated: the whole text, or a mark that it is not
import { fuzzDsl } from '../src/dsl/fuzz-dsl.ts'
import { fuzzEngine } from '../src/fuzz-engine/fuzz-engine.ts'
import { fuzzStreams } from '../src/fuzz-streams/fuzz-streams.ts'
import { fuzzIngestion } from './fuzz-ingestion.ts'
import { killInBrowser } from './kills-browser.ts'
import { runCommand, UsageError } from './report.ts'

const FUZZERS: Readonly<Record<string, (seed: number) => Promise<readonly string[]>>> = {
  dsl: fuzzDsl,
  engine: fuzzEngine,
  ingestion: fuzzIngestion,
  streams: fuzzStreams,
}

await runCommand(
  async ({ words: [name = ''], options }, report) => {
    const from = Number(options.from ?? 1)
    const count = Number(options.seeds ?? 1_000)
    if (name === 'kills') {
      const kills = Array.from({ length: count }, (_, at) => ({ of: 'run' as const, seed: from + at }))
      await killInBrowser(kills, ({ seed }, problems) => report.add({ name: `seed ${seed}`, problems }))
      return
    }
    const fuzz = FUZZERS[name]
    if (!fuzz) {
      throw new UsageError(`Use: pnpm fuzz ${Object.keys(FUZZERS).join('|')}|kills [--seeds N] [--from N]`)
    }
    for (let seed = from; seed < from + count; seed += 1) {
      report.add({ name: `seed ${seed}`, problems: await fuzz(seed) })
    }
  },
  { seeds: 'string', from: 'string' },
)
