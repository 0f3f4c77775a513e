import type { CodeText, Sandbox } from '@skep/sandbox'
import { type CodeCheck, type CodeProblem, toErrorData } from '@skep/schema'

/** Longer than QuickJS takes to load on a slow line. */
const CHECK_MS = 15_000
const KEPT_CHECKS = 200

/** Code that is read without running it, each text once. @internal */
export interface CodeChecks {
  /**
   * What `work` gives with all that can be known of the code that it asks about. It is called twice where it asks: first
   * to hear about what.
   */
  during<T>(work: (check: (language: string, code: string) => CodeProblem | undefined) => T): Promise<T>
}

/** @internal */
export function createCodeChecks(sandbox: Pick<Sandbox, 'check'>): CodeChecks {
  const known = new Map<string, CodeCheck>()

  /** Never rejects: where the sandbox does not answer nothing is known. */
  async function check({ language, code }: CodeText): Promise<CodeCheck> {
    const key = keyOf(language, code)
    const found = known.get(key)
    if (found) return found
    try {
      const signal = AbortSignal.timeout(CHECK_MS)
      const checked = await sandbox.check({ language, code }, { signal })
      if (checked.status !== 'unchecked') known.set(key, checked)
      const [oldest] = known.keys()
      if (known.size > KEPT_CHECKS && oldest !== undefined) known.delete(oldest)
      return checked
    } catch (error) {
      console.warn('Skep could not check the code of a node.', toErrorData(error).code)
      return { status: 'unchecked' }
    }
  }

  return {
    async during(work) {
      const asked = new Map<string, CodeText>()
      const first = work((language, code) => {
        asked.set(keyOf(language, code), { language, code })
        return undefined
      })
      if (asked.size === 0) return first
      const problems = new Map<string, CodeProblem>()
      for (const [key, text] of asked) {
        const checked = await check(text)
        if (checked.status === 'invalid') problems.set(key, checked)
      }
      return problems.size === 0 ? first : work((language, code) => problems.get(keyOf(language, code)))
    },
  }
}

function keyOf(language: string, code: string): string {
  return `${language}\n${code}`
}
