// What the graph costs beside the work of its nodes: a 1,000-node chain, a 1,000-wide fan-out with a join, a 10,000-round
// loop; Skep and LangGraph.js with and without a reader of their events and with and without checkpoints in memory, and a
// bare topological loop, all in this process. Every node adds one to a number.
// Prints JSON lines. `usPerNode`: microseconds per node or round, median of interleaved repeats after a warm-up, with the
// least and the most; `cpuUsPerNode`: processor time instead, which other programs do not change. `ratio` and `cpuRatio`
// compare Skep with events and checkpoints with all others, whatever those do, and then (`alike`) each way of running Skep
// with LangGraph.js run the same way.
//   pnpm bench engine [--repeats 5]
import { parseArgs } from 'node:util'
import { bare } from './bare.ts'
import { CASES, type CaseName, type Contender, expectedOf, nameOf, READINGS, SIZES } from './contender.ts'
import { langGraphContenders } from './langgraph.ts'
import { skepContenders } from './skep.ts'

/** Until the code of those that take microseconds is compiled as well as it gets. */
const WARM_UP_MS = 600
/** Contenders that take microseconds are measured so often within one repeat that the clock can tell. */
const LEAST_MS = 300
/** A collection makes the next moments slow: they are not measured. */
const SETTLE_MS = 150

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '5' } } })
const repeats = Number(values.repeats)
const contenders: readonly Contender[] = [bare, ...skepContenders, ...(await langGraphContenders())]
const medians = new Map<string, Cost>()

for (const name of CASES) {
  const size = SIZES[name]
  const runs = contenders.map((contender) => ({ contender, run: contender.prepare(name, size) }))
  for (const { contender, run } of runs) {
    await runFor(isSlow(contender) ? 0 : WARM_UP_MS, contender, name, run)
  }
  const costs = new Map<string, Cost[]>(contenders.map((contender) => [contender.name, []]))
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const { contender, run } of runs) {
      globalThis.gc?.()
      if (!isSlow(contender)) await runFor(SETTLE_MS, contender, name, run)
      costs.get(contender.name)?.push(await measure(contender, name, run))
    }
  }
  for (const [contender, list] of costs) report(contender, name, list)
}

const most = skepContenders[0]?.name ?? ''
for (const name of CASES) {
  for (const { name: other } of contenders) {
    if (other === bare.name) compare(name, most, other, {})
    else if (isSlow({ name: other })) compare(name, other, most, {})
  }
  for (const reading of READINGS) {
    compare(name, nameOf('langgraph', reading), nameOf('skep', reading), { alike: true })
  }
}

function compare(name: CaseName, left: string, right: string, about: object): void {
  const [over, under] = [medians.get(`${left} ${name}`), medians.get(`${right} ${name}`)]
  if (!over || !under) return
  const ratioOf = (kind: keyof Cost): number => Math.round((over[kind] / under[kind]) * 10) / 10
  const of = `${left} / ${right}`
  print({ name: 'ratio', case: name, of, ...about, ratio: ratioOf('wall'), cpuRatio: ratioOf('cpu') })
}

function isSlow({ name }: Pick<Contender, 'name'>): boolean {
  return name.startsWith('langgraph')
}

async function checked(contender: Contender, name: CaseName, run: () => Promise<number>): Promise<void> {
  const value = await run()
  const expected = expectedOf(name, SIZES[name])
  if (value !== expected) throw new Error(`${contender.name} made ${value} of ${name}, not ${expected}.`)
}

/** Runs at least once. */
async function runFor(
  leastMs: number,
  contender: Contender,
  name: CaseName,
  run: () => Promise<number>,
): Promise<number> {
  const began = performance.now()
  let times = 0
  do {
    await checked(contender, name, run)
    times += 1
  } while (performance.now() - began < leastMs)
  return times
}

/** Microseconds per node. */
interface Cost {
  readonly wall: number
  readonly cpu: number
}

async function measure(contender: Contender, name: CaseName, run: () => Promise<number>): Promise<Cost> {
  const began = performance.now()
  const cpu = process.cpuUsage()
  const times = await runFor(isSlow(contender) ? 0 : LEAST_MS, contender, name, run)
  const { user, system } = process.cpuUsage(cpu)
  const nodes = times * SIZES[name]
  return { wall: ((performance.now() - began) * 1_000) / nodes, cpu: (user + system) / nodes }
}

function report(contender: string, name: CaseName, costs: readonly Cost[]): void {
  const sorted = (kind: keyof Cost): readonly number[] =>
    costs.map((cost) => cost[kind]).toSorted((left, right) => left - right)
  const [wall, cpu] = [sorted('wall'), sorted('cpu')]
  const middle = Math.floor(costs.length / 2)
  medians.set(`${contender} ${name}`, { wall: wall[middle] ?? Number.NaN, cpu: cpu[middle] ?? Number.NaN })
  const round = (value = Number.NaN): number => Math.round(value * 100) / 100
  print({
    name: contender,
    case: name,
    usPerNode: round(wall[middle]),
    least: round(wall[0]),
    most: round(wall.at(-1)),
    cpuUsPerNode: round(cpu[middle]),
  })
}

function print(line: object): void {
  console.log(JSON.stringify(line))
}
