import type { KnowledgeBase, KnowledgeChunk } from '@skep/client'
import type { Embedder } from '@skep/models'
import { SkepError } from '@skep/schema'
import type { Breathe } from '../embed/breathe.ts'
import {
  BUILTIN_EMBEDDER,
  type BuiltinEmbedder,
  fitBuiltin,
  isRefitDue,
  restoreBuiltin,
  samplePlaces,
} from '../embed/builtin.ts'
import { fromTermBlock } from '../full-text/term-block.ts'
import { liveEdition, unitCountOf } from '../store/editions.ts'
import type { Generation, KnowledgeStore, TermBlock } from '../store/knowledge-store.ts'
import { termParts } from '../store/read-parts.ts'
import { unitsOf, unitText } from '../store/search-units.ts'
import { isMostlyUnspaced } from '../text/unspaced.ts'
import { haveSameBytes } from './content-hash.ts'
import type { NewChunks } from './new-chunks.ts'

/** What is embedded: the terms for the built-in embedder, the text for others. */
export interface EmbedItem {
  readonly text: string
  readonly bag: ReadonlyMap<string, number>
}

/** The generation that a document's vectors go to. */
export interface GenerationPlan {
  readonly generation: Generation
  /** Whether it has to be built: filled with what is ready, then made the active one. */
  readonly isNew: boolean
  /** Whether a new one was begun before, with the same embedder in the same fit: what it holds is good. */
  readonly isBegun?: boolean
  /** How many requests may be under way at once: more than one where somebody else computes. */
  readonly requestsAtOnce: number
  embed(items: readonly EmbedItem[], signal: AbortSignal): Promise<readonly Float32Array[]>
}

/** Finds the embedder that a choice names. @throws `MODEL_PROVIDER_NOT_FOUND`, `MODEL_NOT_FOUND` @public */
export type ResolveEmbedder = (choice: KnowledgeBase['embedder']) => Embedder | Promise<Embedder>

/** @internal */
export interface PlanContext {
  readonly store: KnowledgeStore
  readonly embedders?: ResolveEmbedder
  readonly now: () => number
  readonly breathe: Breathe
}

const EXTERNAL_REQUESTS = 4

export function isBuiltin(choice: KnowledgeBase['embedder']): boolean {
  return choice.provider === BUILTIN_EMBEDDER.provider
}

/** Decides whether the active generation takes the new chunks or another one is due, and fits that. */
export async function planGeneration(
  context: PlanContext,
  base: KnowledgeBase,
  added: NewChunks | null,
  signal: AbortSignal,
): Promise<GenerationPlan> {
  const active = await context.store.activeGeneration(base.id)
  return isBuiltin(base.embedder)
    ? planBuiltin(context, base, active, added)
    : planExternal(context, base, active, added, signal)
}

async function planBuiltin(
  context: PlanContext,
  base: KnowledgeBase,
  active: Generation | null,
  added: NewChunks | null,
): Promise<GenerationPlan> {
  const chunkCount = base.chunkCount + (added?.length ?? 0)
  const restored = active && restoreBuiltin(active.embedderId, active.model)
  if (active && restored && !isRefitDue(active, chunkCount)) return builtinPlan(active, restored, false)

  const bags = await sampleBags(context, base, added)
  const fitted = await fitBuiltin({ bags, mostlyUnspaced: isMostlyUnspaced(bags) }, context.breathe)
  const generation = nextGeneration(context, base, active, {
    embedderId: fitted.id,
    dimensions: fitted.dimensions,
    ...(fitted.model ? { model: fitted.model } : {}),
    fittedChunkCount: chunkCount,
  })
  // Nothing was learned in either fit, so the vectors stay as they are; only the count for the next check moves on.
  if (active && fitted.id === active.embedderId && fitted.model === undefined) {
    const counted = { ...active, fittedChunkCount: chunkCount }
    await context.store.putGeneration(counted)
    return builtinPlan(counted, fitted, false)
  }
  const begun = await begunGeneration(context, generation)
  if (begun && haveSameBytes(begun.model, generation.model))
    return { ...builtinPlan(begun, fitted, true), isBegun: true }
  return builtinPlan(generation, fitted, true)
}

/** The words of what is added and of what is there, of no more texts than a fit looks at; nothing else is decoded. */
async function sampleBags(
  { store, breathe }: PlanContext,
  base: KnowledgeBase,
  added: NewChunks | null,
): Promise<ReadonlyMap<string, number>[]> {
  const addedCount = added?.unitCount ?? 0
  const documents = new Map((await store.documents(base.id)).map((document) => [document.id, document]))
  // About as many as there are: chunks that are disabled have no words here.
  let storedCount = 0
  for (const document of documents.values()) {
    if (liveEdition(document) !== undefined) storedCount += unitCountOf(document)
  }
  const places = samplePlaces(addedCount + storedCount)
  const bags: ReadonlyMap<string, number>[] = []
  let next = 0
  for (; (places[next] ?? Number.POSITIVE_INFINITY) < addedCount; next++) {
    const bag = added?.bag(places[next] ?? 0)
    if (bag) bags.push(bag)
    await breathe()
  }
  let start = addedCount
  for await (const part of termParts(store, base.id, documents)) {
    for (const block of part) {
      const end = start + block.chunkIds.length
      const wanted = new Set<number>()
      for (; (places[next] ?? Number.POSITIVE_INFINITY) < end; next++) wanted.add((places[next] ?? 0) - start)
      const decoded = wanted.size > 0 ? fromTermBlock(block, wanted) : []
      for (const chunk of wanted) bags.push(decoded[chunk] ?? new Map())
      start = end
      await breathe()
    }
  }
  return bags
}

function builtinPlan(generation: Generation, embedder: BuiltinEmbedder, isNew: boolean): GenerationPlan {
  return {
    generation,
    isNew,
    requestsAtOnce: 1,
    embed: async (items) => items.map((item) => embedder.embed(item.bag)),
  }
}

async function planExternal(
  context: PlanContext,
  base: KnowledgeBase,
  active: Generation | null,
  added: NewChunks | null,
  signal: AbortSignal,
): Promise<GenerationPlan> {
  const embedder = await findEmbedder(context.embedders, base.embedder)
  const embed = (items: readonly EmbedItem[], stop: AbortSignal): Promise<readonly Float32Array[]> =>
    embedder.embed(
      items.map((item) => item.text),
      { signal: stop, kind: 'passage' },
    )
  const requestsAtOnce = EXTERNAL_REQUESTS
  if (active?.embedderId === embedder.id) return { generation: active, isNew: false, requestsAtOnce, embed }
  const named = nextGeneration(context, base, active, {
    embedderId: embedder.id,
    dimensions: embedder.dimensions ?? 0,
    fittedChunkCount: base.chunkCount + (added?.length ?? 0),
  })
  const begun = await begunGeneration(context, named)
  if (begun) return { generation: begun, isNew: true, isBegun: true, requestsAtOnce, embed }
  const first = added?.first()
  const [probe] = await embed([{ text: first ? unitText(first) : 'dimensions', bag: new Map() }], signal)
  const generation = { ...named, dimensions: probe?.length ?? named.dimensions }
  return { generation, isNew: true, requestsAtOnce, embed }
}

/** How vectors are added to the generation that answers. */
export async function liveGenerationPlan(
  context: PlanContext,
  base: KnowledgeBase,
  generation: Generation,
): Promise<GenerationPlan> {
  if (isBuiltin(base.embedder)) {
    const restored = restoreBuiltin(generation.embedderId, generation.model)
    if (restored) return builtinPlan(generation, restored, false)
    throw notFitting(generation)
  }
  const embedder = await findEmbedder(context.embedders, base.embedder)
  if (embedder.id !== generation.embedderId) throw notFitting(generation)
  return {
    generation,
    isNew: false,
    requestsAtOnce: EXTERNAL_REQUESTS,
    embed: (items, signal) =>
      embedder.embed(
        items.map((item) => item.text),
        { signal, kind: 'passage' },
      ),
  }
}

function notFitting({ embedderId }: Generation): SkepError {
  return new SkepError(
    'EMBEDDING_FAILED',
    'The vectors of this knowledge base are of another model. Choose its embedder again to make them anew.',
    { embedder: embedderId },
  )
}

/** @throws `MODEL_PROVIDER_NOT_FOUND` */
export async function findEmbedder(
  embedders: ResolveEmbedder | undefined,
  choice: KnowledgeBase['embedder'],
): Promise<Embedder> {
  if (embedders) return embedders(choice)
  throw new SkepError(
    'MODEL_PROVIDER_NOT_FOUND',
    'The embedder of this knowledge base is not set up here. Add its provider, or make a base with the built-in one.',
    { provider: choice.provider, model: choice.model },
  )
}

/**
 * The id counts up from the active one, so that an unfinished build of the same step is found again (and dropped)
 * after a crash without a list of generations.
 */
function nextGeneration(
  context: PlanContext,
  base: KnowledgeBase,
  active: Generation | null,
  fields: Pick<Generation, 'embedderId' | 'dimensions' | 'model' | 'fittedChunkCount'>,
): Generation {
  return {
    id: nextGenerationId(base.id, active),
    knowledgeId: base.id,
    state: 'building',
    createdAtMs: context.now(),
    ...fields,
  }
}

/** The stored beginning of a generation, where it is of the same embedder. */
async function begunGeneration({ store }: PlanContext, wanted: Generation): Promise<Generation | null> {
  const begun = await store.generation(wanted.id)
  return begun?.state === 'building' && begun.embedderId === wanted.embedderId ? begun : null
}

/** What a stored block of terms is embedded from. Only external embedders need the texts. */
export function itemsOf(block: TermBlock, chunks: readonly KnowledgeChunk[]): EmbedItem[] {
  const texts = new Map(chunks.flatMap(unitsOf).map((unit) => [unit.id, unitText(unit)]))
  return fromTermBlock(block).map((bag, at) => ({ bag, text: texts.get(block.chunkIds[at] ?? '') ?? '' }))
}

/** Drops what an interrupted build of the next generation left behind. */
export async function dropUnfinishedGeneration(store: KnowledgeStore, knowledgeId: string): Promise<void> {
  const active = await store.activeGeneration(knowledgeId)
  await store.removeGeneration(nextGenerationId(knowledgeId, active))
}

function nextGenerationId(knowledgeId: string, active: Generation | null): string {
  const step = active ? Number(active.id.slice(active.id.lastIndexOf(':') + 1)) + 1 : 1
  return `${knowledgeId}:${step}`
}
