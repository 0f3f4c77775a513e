import type {
  ModelFallback,
  ModelInfo,
  ModelPart,
  ModelPrice,
  ModelRef,
  ModelRequest,
  ModelSettings,
} from '@skep/client'
import type { ClockPort } from '@skep/engine'
import { SkepError } from '@skep/schema'
import { adaptRequest } from '../adapt/adapt-request.ts'
import { ensureJson } from '../adapt/json-by-prompt.ts'
import { readToolsByPrompt } from '../adapt/tools-by-prompt.ts'
import { abortedError, capabilityError } from '../errors.ts'
import type { BudgetKeeper } from './budget.ts'
import { chooseModel } from './choose.ts'
import type { Connected } from './connections.ts'
import type { TokenCounters } from './count-tokens.ts'
import type { Gate } from './gate.ts'
import { guardStream } from './guard-stream.ts'
import { hideKeys } from './hide-keys.ts'
import { limitsOf } from './limits.ts'
import { cacheKey, type ResponseCache } from './response-cache.ts'
import { retryStream } from './retry.ts'
import { answerFromFirst, type Target } from './run-chat.ts'
import { estimateTokens, requestText } from './usage.ts'

/** What the chat of a runtime stands on. @internal */
export interface ChatParts {
  readonly clock: ClockPort
  readonly random: () => number
  readonly retries: number
  readonly budget: BudgetKeeper
  readonly cache: ResponseCache
  readonly counters: TokenCounters
  readonly settings: () => Promise<ModelSettings>
  readonly models: () => Promise<readonly ModelInfo[]>
  readonly lacksKey: () => Promise<ReadonlySet<string>>
  readonly resolve: (provider: string) => Promise<Connected>
  readonly gateOf: (connected: Connected) => Gate | undefined
  readonly priceOf: (ref: ModelRef, connected: Connected, settings: ModelSettings) => ModelPrice | undefined
}

/** @public */
export interface ChatOptions {
  readonly signal?: AbortSignal
  /** The run that the question is part of, whose budget counts. */
  readonly runId?: string
}

/** The provider of requests that leave the choice to the runtime. @public */
export const AUTO_PROVIDER = 'auto'

const MOST_FALLBACKS = 3

/** @internal */
export async function* chat(
  parts: ChatParts,
  wanted: ModelRequest,
  { signal = new AbortController().signal, runId }: ChatOptions,
): AsyncGenerator<ModelPart, void, void> {
  if (signal.aborted) throw abortedError()
  const settings = await parts.settings()
  const targets = await targetsOf(parts, wanted, settings)
  const tokensLeft = await parts.budget.check(settings.budget, runId)
  const { cache } = settings
  const key = cache.isOn ? await keyOf(parts, wanted, targets[0]) : undefined
  const kept = key === undefined ? undefined : await parts.cache.get(key, cache)
  if (kept) {
    yield* kept.map(asCached)
    return
  }
  const answer = answerFromFirst(
    targets,
    (target) => askOne(parts, wanted, target, { settings, signal, runId, tokensLeft }),
    signal,
  )
  if (key === undefined) return yield* answer
  const seen: ModelPart[] = []
  for await (const part of answer) {
    seen.push(part)
    if (part.type === 'finish' && (part.reason === 'stop' || part.reason === 'tool-calls')) {
      // A store that is full must not take an answer away.
      await parts.cache.put(key, seen, cache).catch(() => undefined)
    }
    yield part
  }
}

interface AskContext {
  readonly settings: ModelSettings
  readonly signal: AbortSignal
  readonly runId: string | undefined
  readonly tokensLeft: number
}

async function* askOne(
  parts: ChatParts,
  wanted: ModelRequest,
  target: Target,
  { settings, signal, runId, tokensLeft }: AskContext,
): AsyncGenerator<ModelPart, void, void> {
  const connected = await parts.resolve(target.provider)
  const { id, provider, config, keys } = connected
  if (!provider.chat) throw capabilityError(id, 'answer in a chat')
  const { context, ...rest } = wanted
  const own: ModelRequest = {
    ...rest,
    provider: id,
    model: target.model,
    ...(provider.readsContext && context ? { context } : {}),
  }
  const adapted = adaptRequest(own, provider.capabilities?.(target.model))
  const { request, isCapped } = withinBudget(adapted.request, tokensLeft)
  const notes = isCapped ? [...adapted.notes, 'max-tokens-by-budget'] : adapted.notes
  const ref = { provider: id, model: target.model }
  const price = parts.priceOf(ref, connected, settings)
  const open = provider.chat.bind(provider)
  const gate = parts.gateOf(connected)
  const policy = {
    clock: parts.clock,
    random: parts.random,
    signal,
    retries: config?.limits?.retries ?? parts.retries,
  }
  const tools = wanted.tools ?? []
  const ask = (asked: ModelRequest): AsyncIterable<ModelPart> => {
    const stream = retryStream(
      () =>
        guardStream((inner) => open(asked, { signal: inner }), {
          request: asked,
          limits: limitsOf(config),
          clock: parts.clock,
          signal,
          price,
          countTokens: parts.counters.for(target.model),
          ...(gate ? { enter: () => gate.enter(estimateTokens(requestText(asked)), signal) } : {}),
          onUsed: (usage) => parts.budget.record(ref, usage, { runId, isFree: provider.isFree === true }),
        }),
      policy,
    )
    return adapted.hasToolsByPrompt ? readToolsByPrompt(stream, tools) : stream
  }
  const format = wanted.responseFormat
  try {
    const answer = format && format.type !== 'text' ? ensureJson(ask, request, format) : ask(request)
    for await (const part of answer) {
      yield part.type === 'finish' && notes.length > 0
        ? { ...part, answeredBy: { ...ref, reason: target.reason, adapted: notes } }
        : part
    }
  } catch (error) {
    throw hideKeys(error, keys)
  }
}

/** With an answer as long as the tightest token limit allows. @throws `MODEL_BUDGET` */
function withinBudget(
  request: ModelRequest,
  tokensLeft: number,
): { readonly request: ModelRequest; readonly isCapped: boolean } {
  if (tokensLeft === Infinity) return { request, isCapped: false }
  const most = tokensLeft - estimateTokens(requestText(request))
  if (most <= 0) {
    throw new SkepError(
      'MODEL_BUDGET',
      'This question is longer than what may still be spent on models. Shorten it, or raise the limit in the model settings.',
      { tokensLeft },
    )
  }
  if (request.maxTokens !== undefined && request.maxTokens <= most) return { request, isCapped: false }
  return { request: { ...request, maxTokens: most }, isCapped: true }
}

/** The models to try, in order. */
async function targetsOf(
  parts: ChatParts,
  { provider, model }: ModelRequest,
  settings: ModelSettings,
): Promise<readonly Target[]> {
  const first =
    provider === AUTO_PROVIDER
      ? await chosen(parts, model, settings)
      : [{ provider, model, reason: 'asked' as const }]
  const [asked] = first
  const chain = asked ? fallbackOf(settings.fallback, asked) : []
  const targets = new Map<string, Target>()
  for (const target of [...first, ...chain.map((ref) => ({ ...ref, reason: 'fallback' as const }))]) {
    const name = JSON.stringify([target.provider, target.model])
    if (!targets.has(name)) targets.set(name, target)
  }
  return [...targets.values()]
}

function fallbackOf(chains: readonly ModelFallback[], { provider, model }: ModelRef): readonly ModelRef[] {
  const own = chains.find((chain) => chain.for?.provider === provider && chain.for.model === model)
  return (own ?? chains.find((chain) => !chain.for))?.models ?? []
}

/** @throws `MODEL_NO_CHOICE` */
async function chosen(parts: ChatParts, name: string, settings: ModelSettings): Promise<readonly Target[]> {
  const route = settings.routes.find(({ id }) => id === name)
  const given = settings.defaults[name] ?? (route ? undefined : settings.defaults.chat)
  if (!route && given) {
    return [{ ...given, reason: 'default', message: `It is the default for "${name}".` }]
  }
  const choice = chooseModel(
    route ?? { needs: {}, prefer: 'first' },
    await parts.models(),
    await parts.lacksKey(),
  )
  const { provider, model, message, others } = choice
  return [
    { provider, model, message, reason: 'route' },
    ...others.slice(0, MOST_FALLBACKS).map((ref) => ({ ...ref, reason: 'fallback' as const })),
  ]
}

async function keyOf(
  parts: ChatParts,
  wanted: ModelRequest,
  target: Target | undefined,
): Promise<string | undefined> {
  if (!target) return undefined
  const connected = await parts.resolve(target.provider).catch(() => undefined) // told when it is asked
  if (!connected) return undefined
  const { context, ...rest } = wanted
  const request = connected.provider.readsContext && context ? wanted : rest
  return cacheKey(
    { ...request, provider: connected.id, model: target.model },
    JSON.stringify([connected.id, connected.config?.type ?? 'host', connected.config?.settings ?? {}]),
  )
}

function asCached(part: ModelPart): ModelPart {
  if (part.type !== 'finish') return part
  const { cost, ...usage } = part.usage
  const { provider = '', model = '', reason = 'asked', ...more } = part.answeredBy ?? {}
  return {
    ...part,
    usage: { ...usage, latencyMs: 0, ...(cost ? { cost: { ...cost, amount: 0 } } : {}) },
    answeredBy: { ...more, provider, model, reason, isCached: true },
  }
}
