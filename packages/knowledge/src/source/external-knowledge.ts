import type { HttpPort, HttpRequest, HttpResponse } from '@skep/engine'
import { type ErrorCode, hasErrorCode, type JsonObject, type JsonValue, SkepError } from '@skep/schema'
import { isJsonObject } from '@skep/schema/internal'

type HttpTimeouts = NonNullable<HttpRequest['timeouts']>

/** A knowledge base of another program, by the contract of Dify's external knowledge API. @public */
export interface ExternalKnowledge {
  /** What stands before `/retrieval`. */
  readonly endpoint: string
  /** Sent as a bearer token. */
  readonly apiKey: string
  readonly knowledgeId: string
  readonly http: HttpPort
  /** Most records that are taken from an answer. Default 100. */
  readonly maxRecords?: number
  /** Default: 10 seconds to connect, 30 to answer. */
  readonly timeouts?: HttpTimeouts
}

/** @public */
export interface ExternalQuery {
  readonly query: string
  readonly topK: number
  /** 0 to 1; absent: no threshold. */
  readonly scoreThreshold?: number
  /** Handed on as it is, in the words of the contract: `logical_operator`, `conditions`. */
  readonly metadataCondition?: JsonObject
}

/** @public */
export interface ExternalRecord {
  readonly content: string
  /** As the other program scores; comparable only with its own. */
  readonly score: number
  readonly title: string
  readonly metadata: JsonObject
}

const MAX_BYTES = 10 * 1024 * 1024
const MAX_CONTENT_CHARS = 100_000
const TIMEOUTS: HttpTimeouts = { connectMs: 10_000, readMs: 30_000, writeMs: 10_000 }

/**
 * Asks an external knowledge base for passages: `POST <endpoint>/retrieval`.
 * @throws `EXTERNAL_KNOWLEDGE_AUTH`, `KNOWLEDGE_NOT_FOUND`, `EXTERNAL_KNOWLEDGE_FAILED`, codes `HTTP_*`, `CALL_ABORTED`
 * @public
 */
export async function retrieveExternal(
  base: ExternalKnowledge,
  { query, topK, scoreThreshold, metadataCondition }: ExternalQuery,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly ExternalRecord[]> {
  const request = {
    knowledge_id: base.knowledgeId,
    query,
    retrieval_setting: { top_k: topK, score_threshold: scoreThreshold ?? 0 },
    ...(metadataCondition ? { metadata_condition: metadataCondition } : {}),
  }
  const { status, body } = await post(base, request, signal)
  const answer = readJson(body)
  if (status < 200 || status >= 300) throw refusal(status, answer)
  const records = isJsonObject(answer) ? answer.records : undefined
  // Some programs tell of an error with status 200.
  if (isJsonObject(answer) && !Array.isArray(records) && answer.error_code !== undefined)
    throw refusal(status, answer)
  if (!Array.isArray(records)) {
    throw failed('EXTERNAL_KNOWLEDGE_FAILED', 'answered with something that is no list of records', {
      status,
    })
  }
  return records
    .flatMap((record) => readRecord(record))
    .filter(({ score }) => scoreThreshold === undefined || score >= scoreThreshold)
    .slice(0, Math.min(topK, base.maxRecords ?? 100))
}

async function post(
  base: ExternalKnowledge,
  request: JsonObject,
  signal: AbortSignal,
): Promise<HttpResponse> {
  try {
    return await base.http.fetch(
      {
        method: 'POST',
        url: `${base.endpoint.trim().replace(/\/+$/, '')}/retrieval`,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${base.apiKey}` },
        body: new TextEncoder().encode(JSON.stringify(request)),
        timeouts: base.timeouts ?? TIMEOUTS,
        maxBytes: MAX_BYTES,
      },
      { signal },
    )
  } catch (error) {
    // Its sentence is about nodes of an app.
    if (hasErrorCode(error) && error.code === 'HTTP_TIMEOUT') throw late(error.data)
    throw error
  }
}

function late(data: JsonObject): SkepError {
  return new SkepError(
    'HTTP_TIMEOUT',
    'The external knowledge base took too long to answer. Try again later, or ask who runs it.',
    data,
  )
}

function readJson(body: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined // told by the caller
  }
}

/** A record without text is of no use; a score that is none counts as 0. */
function readRecord(value: JsonValue): readonly ExternalRecord[] {
  if (!isJsonObject(value) || typeof value.content !== 'string' || value.content.trim() === '') return []
  const score = Number(value.score)
  return [
    {
      content: value.content.slice(0, MAX_CONTENT_CHARS).toWellFormed(),
      score: Number.isFinite(score) ? score : 0,
      title: typeof value.title === 'string' ? value.title.toWellFormed() : '',
      metadata: isJsonObject(value.metadata) ? value.metadata : {},
    },
  ]
}

function failed(code: ErrorCode, what: string, data: JsonObject): SkepError {
  return new SkepError(
    code,
    `The external knowledge base ${what}. Check its address and settings, or ask who runs it.`,
    data,
  )
}

/** The codes of the contract: 1001 and 1002 are about the key, 2001 about the knowledge. */
function refusal(status: number, answer: JsonValue | undefined): SkepError {
  const code = isJsonObject(answer) ? Number(answer.error_code) : Number.NaN
  const data = Number.isFinite(code) ? { status, errorCode: code } : { status }
  if (code === 1001 || code === 1002 || status === 401 || status === 403)
    return failed('EXTERNAL_KNOWLEDGE_AUTH', 'did not accept the key', data)
  if (code === 2001 || status === 404)
    return failed(
      'KNOWLEDGE_NOT_FOUND',
      'has no knowledge with this id, or no /retrieval at this address',
      data,
    )
  return failed('EXTERNAL_KNOWLEDGE_FAILED', `answered with status ${status}`, data)
}
