import { SkepError } from '@skep/schema'
import type { ModelProvider } from '../provider.ts'
import { field, toUsage } from './chat-reader.ts'
import type { ServerKind } from './dialect.ts'
import type { OpenCall } from './openai-provider.ts'
import type { OpenAiSettings } from './settings.ts'

const MIME_TYPES = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
} as const

const NAMES: Readonly<Record<ServerKind, string>> = {
  embedding: 'make embeddings',
  rerank: 'rank documents',
  moderation: 'judge texts',
  'speech-to-text': 'write down speech',
  'text-to-speech': 'speak',
}

/** Ranking, moderation and speech, where the server has them. @internal */
export function otherKinds(
  settings: OpenAiSettings,
  open: OpenCall,
): Required<Pick<ModelProvider, 'rerank' | 'moderate' | 'transcribe' | 'speak'>> {
  const { dialect } = settings
  const need = (kind: ServerKind, provider: string): void => {
    if (dialect.kinds.includes(kind)) return
    const message = `The connection "${provider}" cannot ${NAMES[kind]}. Choose another.`
    throw new SkepError('MODEL_CAPABILITY', message, { provider, kind })
  }
  return {
    async rerank({ provider, model, query, documents, topN }, { signal }) {
      need('rerank', provider)
      const { client, failure } = await open({ signal, sent: [query, ...documents].join('\n'), model })
      try {
        const body = { model, query, documents, ...(topN === undefined ? {} : { top_n: topN }) }
        const answer: unknown = await client.post(dialect.rerankPath, { body, signal })
        return {
          results: readRanking(field(answer, 'results') ?? field(answer, 'data'), documents.length, topN),
        }
      } catch (cause) {
        throw failure(cause)
      }
    },

    async moderate({ provider, model, inputs }, { signal }) {
      need('moderation', provider)
      const { client, failure } = await open({ signal, sent: inputs.join('\n'), model })
      try {
        const { results } = await client.moderations.create({ model, input: [...inputs] }, { signal })
        if (results.length !== inputs.length) throw countError(provider)
        return {
          results: results.map(({ flagged, categories, category_scores: scores }) => ({
            isFlagged: flagged ?? Object.values(categories).some(Boolean),
            categories: Object.entries(categories).flatMap(([name, isHit]) => (isHit ? [name] : [])),
            ...(scores ? { scores: { ...scores } } : {}),
          })),
        }
      } catch (cause) {
        throw failure(cause)
      }
    },

    async transcribe({ provider, model, audio, fileName, language, hint }, { signal }) {
      need('speech-to-text', provider)
      const { client, failure } = await open({ signal, sent: hint ?? '', model })
      try {
        const file = new File([audio], fileName, { type: audio.type })
        const answer: unknown = await client.audio.transcriptions.create(
          {
            file,
            model,
            ...(language === undefined ? {} : { language }),
            ...(hint === undefined ? {} : { prompt: hint }),
          },
          { signal },
        )
        const text = typeof answer === 'string' ? answer : field(answer, 'text')
        if (typeof text !== 'string') throw countError(provider)
        const spoken = field(answer, 'language')
        const usage = field(answer, 'usage')
        return {
          text,
          ...(typeof spoken === 'string' ? { language: spoken } : {}),
          ...(usage ? { usage: toUsage(usage) } : {}),
        }
      } catch (cause) {
        throw failure(cause)
      }
    },

    async speak({ provider, model, text, voice = 'alloy', format = 'mp3', speed }, { signal }) {
      need('text-to-speech', provider)
      const { client, failure } = await open({ signal, sent: text, model })
      try {
        const response = await client.audio.speech.create(
          { model, input: text, voice, response_format: format, ...(speed === undefined ? {} : { speed }) },
          { signal },
        )
        return { audio: new Blob([await response.arrayBuffer()], { type: MIME_TYPES[format] }) }
      } catch (cause) {
        throw failure(cause)
      }
    },
  }
}

/**
 * Cohere, Jina, vLLM and llama.cpp say `results`, Voyage says `data`; the score is `relevance_score` or `score`.
 * @throws `MODEL_OUTPUT_INVALID`
 */
function readRanking(
  list: unknown,
  count: number,
  topN = count,
): { readonly index: number; readonly score: number }[] {
  if (!Array.isArray(list)) throw countError()
  const seen = new Set<number>()
  const results = list.map((entry: unknown) => {
    const index = field(entry, 'index')
    const score = field(entry, 'relevance_score') ?? field(entry, 'score')
    if (
      typeof index !== 'number' ||
      typeof score !== 'number' ||
      index < 0 ||
      index >= count ||
      seen.has(index)
    ) {
      throw countError()
    }
    seen.add(index)
    return { index, score }
  })
  return results.toSorted((a, b) => b.score - a.score).slice(0, topN)
}

function countError(provider?: string): SkepError {
  const message = 'The model server sent a result that does not fit what was asked. Choose another model.'
  return new SkepError('MODEL_OUTPUT_INVALID', message, provider === undefined ? {} : { provider })
}
