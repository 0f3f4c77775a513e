import { type Breathe, createBreathe } from './breathe.ts'
import { embedHashed, HASHED_DIMENSIONS } from './hashed.ts'
import { fitLsa, type LsaModel, projectLsa } from './lsa.ts'
import { lsaFromBytes, lsaToBytes } from './lsa-bytes.ts'

/** The choice of a base that wants the embedder without a download. @public */
export const BUILTIN_EMBEDDER = { provider: 'builtin', model: 'lexical-semantic' } as const

const LSA_ID = 'builtin:lsa:1'
const HASHED_ID = 'builtin:hashed:1'

/** With fewer chunks there is nothing that LSA could learn from words that occur together. */
const MIN_LSA_CHUNKS = 30
/** More texts than this teach LSA little and cost seconds. */
const MAX_SAMPLE = 8_000
/** From this size on a base is not fitted again: what it is about no longer changes. */
const MAX_REFIT_CHUNKS = 20_000
const SEED = 7

/** The built-in embedder as fitted for one base. */
export interface BuiltinEmbedder {
  readonly id: string
  readonly dimensions: number
  /** Absent where nothing was learned. */
  readonly model?: Uint8Array
  embed(bag: ReadonlyMap<string, number>): Float32Array
}

/** What decides which of the two built-in embedders a base gets. */
export interface Corpus {
  readonly bags: readonly ReadonlyMap<string, number>[]
  /** Whether most words are character pairs of scripts without spaces, whose spelling says more than LSA learns. */
  readonly mostlyUnspaced: boolean
}

/** Fits the built-in embedder: LSA, or hashed n-grams where the base is tiny or of a script without spaces. */
export async function fitBuiltin(
  corpus: Corpus,
  breathe: Breathe = createBreathe(),
): Promise<BuiltinEmbedder> {
  if (corpus.bags.length < MIN_LSA_CHUNKS || corpus.mostlyUnspaced) return hashedEmbedder()
  const bags = samplePlaces(corpus.bags.length).flatMap((at) => corpus.bags[at] ?? [])
  const model = await fitLsa(bags, { dimensions: lsaDimensions(bags.length), seed: SEED, breathe })
  return lsaEmbedder(model, lsaToBytes(model))
}

/** The embedder of a stored generation, or null when this version cannot read it and it must be fitted again. */
export function restoreBuiltin(embedderId: string, model: Uint8Array | undefined): BuiltinEmbedder | null {
  if (embedderId === HASHED_ID) return hashedEmbedder()
  if (embedderId !== LSA_ID || model === undefined) return null
  const restored = lsaFromBytes(model)
  return restored === null ? null : lsaEmbedder(restored, model)
}

/** Whether a base that has grown to `chunkCount` chunks deserves a new fit: when it is twice as large as at the last. */
export function isRefitDue(
  active: { readonly embedderId: string; readonly fittedChunkCount: number },
  chunkCount: number,
): boolean {
  const hasDoubled = chunkCount >= 2 * active.fittedChunkCount
  if (active.embedderId === LSA_ID) return hasDoubled && active.fittedChunkCount < MAX_REFIT_CHUNKS
  return chunkCount >= MIN_LSA_CHUNKS && (hasDoubled || active.fittedChunkCount < MIN_LSA_CHUNKS)
}

/** 64 to 128 by the size of the collection; fewer where there are not enough texts to span them. */
export function lsaDimensions(chunkCount: number): number {
  if (chunkCount < 128) return Math.max(16, Math.floor(chunkCount / 2))
  return Math.min(128, 64 + Math.floor(((chunkCount - 128) / 872) * 64))
}

function hashedEmbedder(): BuiltinEmbedder {
  return { id: HASHED_ID, dimensions: HASHED_DIMENSIONS, embed: embedHashed }
}

function lsaEmbedder(model: LsaModel, bytes: Uint8Array): BuiltinEmbedder {
  return { id: LSA_ID, dimensions: model.dimensions, model: bytes, embed: (bag) => projectLsa(model, bag) }
}

/** Which of `count` texts a fit looks at: every n-th, so that all documents are heard. */
export function samplePlaces(count: number): number[] {
  const length = Math.min(count, MAX_SAMPLE)
  return Array.from({ length }, (_, at) => Math.floor((at * count) / length))
}
