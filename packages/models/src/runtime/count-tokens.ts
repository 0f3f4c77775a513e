/** Names of models that read text in the pieces of `o200k_base`. */
const O200K = /^(?:gpt-(?:4o|4\.1|4\.5|5)|chatgpt-|o[134](?:-|$))/

/** Counts tokens as a model does; `undefined` while its table is not here or not known. @internal */
export interface TokenCounters {
  for(model: string): ((text: string) => number) | undefined
  /** Waits for the table. */
  load(model: string): Promise<((text: string) => number) | undefined>
}

/** The table is fetched with the first model that it is for; until then counts are estimates. @internal */
export function createTokenCounters(): TokenCounters {
  let count: ((text: string) => number) | undefined
  let loading: Promise<unknown> | undefined
  const load = async (): Promise<void> => {
    const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base')
    count = (text) => countTokens(text)
  }
  function begin(): Promise<unknown> {
    loading ??= load().catch(() => {
      loading = undefined // the network may be back at the next call; estimates serve until then
    })
    return loading
  }
  return {
    for(model) {
      if (!O200K.test(model)) return undefined
      if (!count) void begin()
      return count
    },
    async load(model) {
      if (!O200K.test(model)) return undefined
      await begin()
      return count
    },
  }
}
