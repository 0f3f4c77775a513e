// What the graph costs beside the work of its nodes: a 1,000-node chain, a 1,000-wide fan-out with a join, a 10,000-round
// loop; Skep with and without a reader of its events and with and without checkpoints in memory, LangGraph.js without and
// with its own, and a bare topological loop, all in this process. Every node adds one to a number.
// Prints JSON lines. `usPerNode`: microseconds per node or round, median of interleaved repeats after a warm-up, with the
// least and the most; `ratio` lines compare Skep with events and checkpoints with the others.
//   pnpm bench engine [--repeats 5]
import { parseArgs } from 'node:util'
import { bare } from './bare.ts'
import { CASES, type CaseName, type Contender, expectedOf, SIZES } from './contender.ts'
import { langGraphContenders } from './langgraph.ts'
import { skepContenders } from './skep.ts'

const WARM_UPS = 3
/** Contenders that take microseconds are measured so often within one repeat that the clock can tell. */
const LEAST_MS = 60

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '5' } } })
const repeats = Number(values.repeats)
const contenders: readonly Contender[] = [bare, ...skepContenders, ...(await langGraphContenders())]
const medians = new Map<string, number>()

for (const name of CASES) {
  const size = SIZES[name]
  const runs = contenders.map((contender) => ({ contender, run: contender.prepare(name, size) }))
  for (const { contender, run } of runs) {
    for (let time = 0; time < (isSlow(contender) ? 1 : WARM_UPS); time += 1)
      await checked(contender, name, run)
  }
  const costs = new Map<string, number[]>(contenders.map((contender) => [contender.name, []]))
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const { contender, run } of runs) {
      globalThis.gc?.()
      costs.get(contender.name)?.push(await measure(contender, name, run))
    }
  }
  for (const [contender, list] of costs) report(contender, name, list)
}

const [best] = skepContenders
for (const name of CASES) {
  const own = medians.get(`${best?.name} ${name}`) ?? Number.NaN
  for (const { name: other } of contenders) {
    if (other === best?.name || other.startsWith('skep')) continue
    const cost = medians.get(`${other} ${name}`) ?? Number.NaN
    const ratio = other === bare.name ? own / cost : cost / own
    print({
      name: 'ratio',
      case: name,
      of: other === bare.name ? `${best?.name} / ${other}` : `${other} / ${best?.name}`,
      ratio: Math.round(ratio * 10) / 10,
    })
  }
}

function isSlow({ name }: Contender): boolean {
  return name.startsWith('langgraph')
}

async function checked(contender: Contender, name: CaseName, run: () => Promise<number>): Promise<void> {
  const value = await run()
  const expected = expectedOf(name, SIZES[name])
  if (value !== expected) throw new Error(`${contender.name} made ${value} of ${name}, not ${expected}.`)
}

/** Microseconds per node. */
async function measure(contender: Contender, name: CaseName, run: () => Promise<number>): Promise<number> {
  const began = performance.now()
  let times = 0
  do {
    await checked(contender, name, run)
    times += 1
  } while (!isSlow(contender) && performance.now() - began < LEAST_MS)
  return ((performance.now() - began) * 1_000) / times / SIZES[name]
}

function report(contender: string, name: CaseName, costs: readonly number[]): void {
  const sorted = costs.toSorted((left, right) => left - right)
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  medians.set(`${contender} ${name}`, median)
  const round = (value = Number.NaN): number => Math.round(value * 100) / 100
  print({
    name: contender,
    case: name,
    usPerNode: round(median),
    least: round(sorted[0]),
    most: round(sorted.at(-1)),
  })
}

function print(line: object): void {
  console.log(JSON.stringify(line))
}
