import type { Sandbox } from '../src/sandbox.ts'

export interface Figures {
  readonly language: string
  readonly load: { readonly firstMs: number; readonly againMs: number }
  readonly run: { readonly medianMs: number; readonly p90Ms: number }
}

const LIMITS = { timeoutMs: 5_000, memoryBytes: 64 * 1_048_576, outputBytes: 1_000_000 }
const SMALL = {
  javascript: 'function main({ text, n }) { return { text: text.toUpperCase(), n: n + 1 } }',
  python3: 'import json\ndef main(text: str, n: int) -> dict:\n    return {"text": text.upper(), "n": n + 1}',
}
const ENDLESS = { javascript: 'for (;;);', python3: 'while True:\n    pass' }

/** Measures one language from its first run on. The sandbox is closed. */
export async function measure(sandbox: Sandbox): Promise<Figures> {
  const [language = 'javascript'] = sandbox.languages
  const { signal } = new AbortController()
  const small = async (n: number): Promise<number> => {
    const began = performance.now()
    await sandbox.run(
      { language, code: SMALL[language], inputs: { text: 'skep', n }, limits: LIMITS },
      { signal, appId: 'bench' },
    )
    return performance.now() - began
  }
  const firstMs = await small(0)
  await sandbox
    .run(
      { language, code: ENDLESS[language], inputs: {}, limits: { ...LIMITS, timeoutMs: 100 } },
      { signal, appId: 'bench' },
    )
    .catch(() => undefined) // as it should be
  const againMs = await small(1)
  for (let n = 0; n < 20; n++) await small(n)
  const times: number[] = []
  for (let n = 0; n < 200; n++) times.push(await small(n))
  sandbox.close()
  times.sort((a, b) => a - b)
  return {
    language,
    load: { firstMs: rounded(firstMs), againMs: rounded(againMs) },
    run: { medianMs: rounded(times[100] ?? 0), p90Ms: rounded(times[180] ?? 0) },
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100
}
