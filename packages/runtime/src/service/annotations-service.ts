import type { Annotation, AnnotationsApi } from '@skep/client'
import type { AnnotationStore, AnnotationsPort } from '@skep/engine'
import { findBestQuestion } from '@skep/knowledge'
import type { Embedder } from '@skep/models'
import { type App, DEFAULT_ANNOTATION_THRESHOLD, SkepError } from '@skep/schema'

interface AnnotationsServiceOptions {
  readonly annotations: AnnotationStore
  readonly loadApp: (appId: string) => Promise<App>
  readonly embedder: (choice: { readonly provider: string; readonly model: string }) => Promise<Embedder>
}

/** @internal */
export interface AnnotationsService {
  readonly api: AnnotationsApi
  readonly port: AnnotationsPort
}

type Search = Parameters<AnnotationsPort['find']>[0]

/** Vectors of questions that are kept; more than this are made again. */
const KEPT_VECTORS = 20_000
const MAX_CHARS = 20_000

function readText(name: 'question' | 'answer', text: string): string {
  const trimmed = text.trim()
  if (trimmed !== '' && trimmed.length <= MAX_CHARS) return trimmed
  throw new SkepError(
    'CALL_INVALID',
    trimmed === '' ? `Write the ${name}.` : `The ${name} is longer than ${MAX_CHARS} characters. Shorten it.`,
    { field: name },
  )
}

/** Questions with answers that people wrote: managed by the page, asked by runs. @internal */
export function createAnnotationsService(options: AnnotationsServiceOptions): AnnotationsService {
  const { annotations } = options
  const vectors = new Map<string, Float32Array>()

  async function search(
    { appId, query, threshold, embeddingModel }: Search,
    signal?: AbortSignal,
  ): ReturnType<AnnotationsPort['find']> {
    const stored = await annotations.list(appId)
    if (stored.length === 0) return null
    if (vectors.size > KEPT_VECTORS) vectors.clear()
    const questions = stored.map(({ question }) => question)
    const embedder = embeddingModel
      ? await options
          .embedder({ provider: embeddingModel.provider, model: embeddingModel.name })
          .catch(() => undefined) // an embedder that is not there leaves words and spelling
      : undefined
    const common = { vectors, ...(signal ? { signal } : {}) }
    const best = embedder
      ? await findBestQuestion(query, questions, { ...common, embedder }).catch((error: unknown) => {
          if (signal?.aborted) throw error
          return findBestQuestion(query, questions) // and so does one that fails
        })
      : await findBestQuestion(query, questions, common)
    const annotation = best && stored[best.index]
    return annotation && best.score >= threshold ? { annotation, score: best.score } : null
  }

  async function find(appId: string, annotationId: string): Promise<Annotation> {
    const found = (await annotations.list(appId)).find(({ id }) => id === annotationId)
    if (found) return found
    throw new SkepError('ANNOTATION_NOT_FOUND', 'This answer does not exist any more.', { annotationId })
  }

  return {
    api: {
      list: (appId) => annotations.list(appId),
      async add(appId, input) {
        const question = readText('question', input.question)
        const answer = readText('answer', input.answer)
        const now = Date.now()
        const same = (await annotations.list(appId)).find((each) => each.question === question)
        const added: Annotation = same
          ? { ...same, answer, updatedAtMs: now }
          : {
              id: crypto.randomUUID(),
              appId,
              question,
              answer,
              hitCount: 0,
              createdAtMs: now,
              updatedAtMs: now,
            }
        await annotations.put(added)
        return added
      },
      async update(appId, annotationId, { question, answer }) {
        const updated: Annotation = {
          ...(await find(appId, annotationId)),
          ...(question === undefined ? {} : { question: readText('question', question) }),
          ...(answer === undefined ? {} : { answer: readText('answer', answer) }),
          updatedAtMs: Date.now(),
        }
        await annotations.put(updated)
        return updated
      },
      async remove(appId, annotationId) {
        // Of this app alone, whatever id is given.
        if ((await annotations.list(appId)).some(({ id }) => id === annotationId)) {
          await annotations.remove(annotationId)
        }
      },
      async find(appId, query, given = {}) {
        const { annotationReply } = (await options.loadApp(appId)).features
        const embeddingModel = given.embeddingModel ?? annotationReply?.embeddingModel
        const threshold = given.threshold ?? annotationReply?.scoreThreshold ?? DEFAULT_ANNOTATION_THRESHOLD
        return search({ appId, query, threshold, ...(embeddingModel ? { embeddingModel } : {}) })
      },
    },
    port: {
      async find(request, { signal }) {
        const match = await search(request, signal)
        if (!match || signal.aborted) return match
        const { annotation } = match
        // The answer is found whether or not it can be counted.
        await annotations.put({ ...annotation, hitCount: annotation.hitCount + 1 }).catch(() => undefined)
        return match
      },
    },
  }
}
