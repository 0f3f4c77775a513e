import type { ModelPriceEntry } from '@skep/client'

/** Model, input, output, input that was in the provider's cache; US dollars for a million tokens. */
type Row = readonly [model: string, input: number, output: number, cachedInput?: number]

// https://developers.openai.com/api/docs/pricing, prompts of up to 272,000 tokens
const OPENAI: readonly Row[] = [
  ['gpt-6-astra', 10, 50, 1],
  ['gpt-6.1-sol', 2, 10, 0.1],
  ['gpt-6-sol', 2, 10, 0.2],
  ['gpt-6-luna', 0.1, 0.5, 0.01],
  ['gpt-5.6-sol', 4, 20, 0.4],
  ['gpt-5.6-terra', 2, 12, 0.2],
  ['gpt-5.6-luna', 0.2, 1.2, 0.02],
  ['gpt-5.5', 5, 30, 0.5],
  ['gpt-5.5-pro', 30, 180],
  ['gpt-5.4', 2.5, 15, 0.25],
  ['gpt-5.4-mini', 0.75, 4.5, 0.075],
  ['gpt-5.4-nano', 0.2, 1.25, 0.02],
  ['gpt-5.4-pro', 30, 180],
  ['gpt-5.3-codex', 1.75, 14, 0.175],
  ['gpt-5.2', 1.75, 14, 0.175],
  ['gpt-5.2-pro', 21, 168],
  ['gpt-5.1', 1.25, 10, 0.125],
  ['gpt-5', 1.25, 10, 0.125],
  ['gpt-5-mini', 0.25, 2, 0.025],
  ['gpt-5-nano', 0.05, 0.4, 0.005],
  ['gpt-5-pro', 15, 120],
  ['gpt-4.1', 2, 8, 0.5],
  ['gpt-4.1-mini', 0.4, 1.6, 0.1],
  ['gpt-4.1-nano', 0.1, 0.4, 0.025],
  ['gpt-4o', 2.5, 10, 1.25],
  ['gpt-4o-mini', 0.15, 0.6, 0.075],
  ['o4-mini', 1.1, 4.4, 0.275],
  ['o3', 2, 8, 0.5],
  ['o3-pro', 20, 80],
  ['o3-mini', 1.1, 4.4, 0.55],
  ['o1', 15, 60, 7.5],
  ['gpt-3.5-turbo', 0.5, 1.5],
]

const OPENAI_EMBEDDINGS: readonly Row[] = [
  ['text-embedding-3-small', 0.02, 0],
  ['text-embedding-3-large', 0.13, 0],
]

// https://platform.claude.com/docs/en/about-claude/pricing; Haiku 5.5 for prompts of up to 100,000 tokens
const ANTHROPIC: readonly Row[] = [
  ['claude-fable-5-1', 10, 50, 0.25],
  ['claude-fable-5', 10, 50, 1],
  ['claude-opus-5-5', 4, 20, 0.2],
  ['claude-opus-5', 5, 25, 0.5],
  ['claude-opus-4-8', 5, 25, 0.5],
  ['claude-opus-4-7', 5, 25, 0.5],
  ['claude-opus-4-6', 5, 25, 0.5],
  ['claude-opus-4-5', 5, 25, 0.5],
  ['claude-opus-4-1', 15, 75, 1.5],
  ['claude-sonnet-5-5', 2, 10, 0.1],
  ['claude-sonnet-5', 2, 10, 0.2],
  ['claude-sonnet-4-6', 3, 15, 0.3],
  ['claude-sonnet-4-5', 3, 15, 0.3],
  ['claude-haiku-5-5', 0.1, 0.5, 0.01],
  ['claude-haiku-4-5', 1, 5, 0.1],
]

// https://ai.google.dev/gemini-api/docs/pricing, prompts of up to 200,000 tokens, text; 3.6 to 3.8 until the end of 2026
const GEMINI: readonly Row[] = [
  ['gemini-3.8-flash', 0.75, 3.75, 0.075],
  ['gemini-3.7-flash', 0.75, 3.75, 0.075],
  ['gemini-3.6-flash', 0.75, 3.75, 0.075],
  ['gemini-3.5-flash', 1.5, 9, 0.15],
  ['gemini-3.5-flash-lite', 0.3, 2.5, 0.03],
  ['gemini-3.1-pro-preview', 2, 12, 0.2],
  ['gemini-3.1-flash-lite', 0.25, 1.5, 0.025],
  ['gemini-3-flash-preview', 0.5, 3, 0.05],
  ['gemini-2.5-pro', 1.25, 10, 0.125],
]

// https://mistral.ai/pricing/api
const MISTRAL: readonly Row[] = [
  ['mistral-large-latest', 0.5, 1.5, 0.05],
  ['mistral-medium-latest', 1.5, 7.5, 0.15],
  ['mistral-small-latest', 0.15, 0.6, 0.015],
  ['codestral-latest', 0.3, 0.9, 0.03],
  ['ministral-14b-latest', 0.2, 0.2, 0.02],
  ['ministral-8b-latest', 0.15, 0.15, 0.015],
  ['ministral-3b-latest', 0.1, 0.1, 0.01],
]

// https://console.groq.com/docs/models
const GROQ: readonly Row[] = [
  ['openai/gpt-oss-120b', 0.15, 0.6],
  ['openai/gpt-oss-20b', 0.075, 0.3],
  ['qwen/qwen3.8-27b', 0.8, 4],
]

/**
 * What makers ask of everybody, in US dollars for a million tokens, with the day on which its page was read; each table
 * names the page. Prices change, long prompts may cost more, and contracts differ: a host that bills or limits by money gives
 * its own (`ModelSettings.prices`, or the option `prices`). A model that is not here has no price, which is not the same
 * as costing nothing. Left out: servers whose price depends on the hour (DeepSeek) or on who runs the model (OpenRouter,
 * Together), and Azure's deployments, whose names are their owner's.
 * @public
 */
export const LIST_PRICES: readonly ModelPriceEntry[] = [
  ...entries(OPENAI, '2026-10-03'),
  ...entries(OPENAI_EMBEDDINGS, '2025-12-31'),
  ...entries(ANTHROPIC, '2026-10-24'),
  ...entries(GEMINI, '2026-10-03'),
  ...entries(MISTRAL, '2026-10-03', 'mistral'),
  ...entries(GROQ, '2026-10-03', 'groq'),
]

/** Of each the name itself and its dated snapshots (`gpt-5-mini-2025-08-07`), never what else begins like it. */
function entries(rows: readonly Row[], readOn: string, provider?: string): readonly ModelPriceEntry[] {
  return rows.flatMap(([model, inputPerMillion, outputPerMillion, cachedInputPerMillion]) => {
    const price = {
      currency: 'USD',
      inputPerMillion,
      outputPerMillion,
      ...(cachedInputPerMillion === undefined ? {} : { cachedInputPerMillion }),
      readOn,
    }
    const of = provider === undefined ? {} : { provider }
    return [
      { ...of, model, price },
      { ...of, model: `${model}-20*`, price },
    ]
  })
}
