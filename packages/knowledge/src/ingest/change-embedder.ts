import type { EmbedderChange, KnowledgeBase } from '@skep/client'
import { GenerationFill } from './fill-generation.ts'
import { dropUnfinishedGeneration, planGeneration } from './generation-plan.ts'
import { type IngestionContext, toDocumentError } from './ingestion.ts'

/**
 * Makes the vectors of a base anew with another embedder, beside those that answer, and swaps them in one transaction.
 * Never rejects; an aborted job leaves the base as it is, to be gone on with.
 */
export async function runEmbedderChange(
  context: IngestionContext,
  knowledgeId: string,
  signal: AbortSignal,
): Promise<void> {
  const { store } = context
  try {
    const base = await store.base(knowledgeId)
    if (!base?.embedderChange || base.embedderChange.state === 'failed') return
    await rebuild(context, base, base.embedderChange, signal)
  } catch (error) {
    if (signal.aborted) return
    await context
      .exclusively(knowledgeId, async () => {
        await dropUnfinishedGeneration(store, knowledgeId)
        const base = await store.base(knowledgeId)
        if (!base?.embedderChange) return
        const failed = { ...base.embedderChange, state: 'failed' as const, error: toDocumentError(error) }
        await putBase(context, { ...base, embedderChange: failed })
      })
      .catch(() => {}) // the stored change is gone on with later
  }
}

async function rebuild(
  context: IngestionContext,
  before: KnowledgeBase,
  change: EmbedderChange,
  signal: AbortSignal,
): Promise<void> {
  const { store, shelf, board, compactor, now } = context
  const target: KnowledgeBase = { ...before, embedder: change.embedder }
  const show = (progress: number): void => {
    const embedderChange: EmbedderChange = { embedder: change.embedder, state: 'building', progress }
    board.emit({ type: 'base_changed', base: { ...before, embedderChange } })
  }
  show(0)
  const plan = before.chunkCount > 0 ? await planGeneration(context, target, null, signal) : null
  const total = Math.max(1, before.chunkCount)
  let done = 0
  let shownAt = 0
  const fill =
    plan?.isNew &&
    new GenerationFill(context, target, plan, (units) => {
      done += units
      const progress = Math.min(0.99, done / total)
      if (progress - shownAt < 0.01) return
      shownAt = progress
      show(progress)
    })
  if (fill) await fill.run(signal)
  await context.exclusively(before.id, async () => {
    if (fill) await fill.catchUp(signal)
    signal.throwIfAborted()
    const current = await store.base(before.id)
    if (!current?.embedderChange) return
    const { embedderChange: _, ...rest } = current
    const base: KnowledgeBase = { ...rest, embedder: change.embedder, updatedAtMs: now() }
    if (fill && plan) await store.activateGeneration(plan.generation.id, base)
    else await store.putBase(base)
    shelf.forget(base.id)
    compactor.noteAll(base)
    board.emit({ type: 'base_changed', base })
  })
}

async function putBase({ store, board, shelf }: IngestionContext, base: KnowledgeBase): Promise<void> {
  await store.putBase(base)
  shelf.touch(base)
  board.emit({ type: 'base_changed', base })
}
