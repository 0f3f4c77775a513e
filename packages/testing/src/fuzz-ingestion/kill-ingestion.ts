import type { EmbedderChoice } from '@skep/client'
import { createKnowledge, type Knowledge, type KnowledgeStore } from '@skep/knowledge'
import { createRandom, type Random } from '../fuzz-engine/random.ts'
import { findDamage, type Inventory, takeInventory } from './check-store.ts'
import { KillGate, type KillPoint } from './kill-gate.ts'

/** A store that outlives whoever writes to it: `open` gives a new connection to the same data. @public */
export interface KillDisk {
  open(): Promise<KnowledgeStore>
}

/** @public */
export interface KillOptions {
  readonly disk: () => KillDisk
  /** Only every n-th point, beginning at a different one for each seed. Default 1: all. */
  readonly every?: number
}

const BASE = 'base'
/** What a run must have gone through, so that the points that matter are among them. */
const PASSED = [
  'load',
  'embed',
  'store.putBatch',
  'store.stagedBatch',
  'store.compact',
  'store.commitDocument',
]
const TARGET: EmbedderChoice = { provider: 'test', model: 'vectors' }
const WORDS =
  'amber basin cedar delta ember fjord grove haven inlet jetty knoll lagoon meadow north orchard prairie quarry ridge'.split(
    ' ',
  )

/**
 * Five documents on their way, one cut anew and one other embedder, killed before and after everything that is awaited.
 * After each death the stored data is whole, and the next session ends as if nothing had happened. Gives what is wrong.
 * @public
 */
export async function killIngestion(seed: number, options: KillOptions): Promise<readonly string[]> {
  const plan = planOf(seed)
  const gate = new KillGate()
  const unbroken = options.disk()
  await work(await unbroken.open(), plan, gate)
  const expected = await takeInventory(await unbroken.open(), BASE)
  const problems = [...(await findDamage(await unbroken.open(), BASE))]
  const points = pointsOf(gate)
  if (points.length < 80) problems.push(`only ${points.length} points`)
  for (const name of PASSED) if (!gate.counts.has(name)) problems.push(`nothing passes ${name}`)
  const every = options.every ?? 1
  for (let at = seed % every; at < points.length; at += every) {
    const point = points[at]
    if (!point) continue
    const found = await killAt(point, plan, options.disk(), expected)
    problems.push(...found.map((problem) => `${point.when} ${point.name} ${point.at}: ${problem}`))
  }
  return problems
}

/** All points of a run, in the order of their names. */
function pointsOf({ counts }: KillGate): readonly KillPoint[] {
  return [...counts].flatMap(([name, count]) =>
    Array.from({ length: count }, (_, index) => index + 1).flatMap((at) =>
      (['before', 'after'] as const).map((when) => ({ name, at, when })),
    ),
  )
}

async function killAt(
  point: KillPoint,
  plan: Plan,
  disk: KillDisk,
  expected: Inventory,
): Promise<readonly string[]> {
  const gate = new KillGate(point)
  await Promise.race([work(await disk.open(), plan, gate), gate.died])
  const problems = [...(await findDamage(await disk.open(), BASE))]
  // What is under way goes on without anybody asking; what was never begun is asked for again.
  const session = startSession(await disk.open(), new KillGate())
  await session.resume()
  await session.idle()
  const store = await disk.open()
  for (const { name, state } of await store.documents(BASE)) {
    if (state !== 'ready') problems.push(`${name} is ${state} after the next session`)
  }
  await session.close()
  await work(await disk.open(), plan, new KillGate())
  problems.push(...(await findDamage(await disk.open(), BASE)))
  const found = await takeInventory(await disk.open(), BASE)
  for (const key of Object.keys(expected) as (keyof Inventory)[]) {
    if (JSON.stringify(found[key]) !== JSON.stringify(expected[key]))
      problems.push(`${key} differs in the end`)
  }
  return problems
}

interface Plan {
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  readonly maxSize: number
  readonly recut: number
}

function planOf(seed: number): Plan {
  const random = createRandom(seed)
  const maxSize = 100 + random.below(200)
  // One of five has more chunks than a batch takes.
  const sizes = [8, 12, 15, 1, seed % 5 === 0 ? 800 : 6]
  const files = sizes.map((size, at) => ({
    name: `${at}.txt`,
    bytes: new TextEncoder().encode(prose(random, 1 + random.below(size) + Math.floor(size / 2))),
  }))
  return { files, maxSize, recut: maxSize * 2 }
}

function prose(random: Random, paragraphs: number): string {
  const [first = '', ...rest] = WORDS
  return Array.from({ length: paragraphs }, (_, at) =>
    [`Part ${at}`, ...Array.from({ length: 8 + random.below(20) }, () => random.pick([first, ...rest]))].join(
      ' ',
    ),
  ).join('\n\n')
}

/** Everything that a person asks for; what is done already is not asked for again. */
async function work(store: KnowledgeStore, plan: Plan, gate: KillGate): Promise<void> {
  const session = startSession(store, gate)
  const split = { maxSize: plan.maxSize, overlap: 0 }
  if (!(await store.base(BASE))) await session.create({ id: BASE, name: 'Base', split })
  for (const file of plan.files) await session.upload(BASE, file)
  await session.idle()
  const first = (await store.documents(BASE)).find(({ name }) => name === '0.txt')
  if (first && first.split === undefined) {
    await session.reindex(first.id, { split: { maxSize: plan.recut } })
    await session.idle()
  }
  if ((await store.base(BASE))?.embedder.model !== TARGET.model) {
    await session.changeEmbedder(BASE, TARGET)
    await session.idle()
  }
  await session.close()
}

function startSession(store: KnowledgeStore, gate: KillGate): Knowledge {
  let time = 0
  return createKnowledge({
    store: gate.store(store),
    clock: { now: () => ++time },
    ids: { id: () => `id${++time}` },
    // Five documents are enough to be put together.
    limits: { compactAfter: 2 },
    load: (file) =>
      gate.pass('load', async () => ({
        text: new TextDecoder().decode(file.bytes),
        pages: [],
        headings: [],
        warnings: [],
        format: 'text',
      })),
    asWriter: (run) => gate.pass('lock', async () => {}).then(run),
    embedders: () => ({
      id: 'test:vectors',
      dimensions: 4,
      embed: (texts) => gate.pass('embed', async () => texts.map(vectorOf)),
    }),
  })
}

function vectorOf(text: string): Float32Array {
  const vector = Float32Array.from({ length: 4 }, (_, at) => (text.charCodeAt(at % text.length) % 17) + at)
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}
