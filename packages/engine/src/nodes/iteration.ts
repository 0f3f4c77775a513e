import { type IterationConfig, iterationNode, SkepError, type Value } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import type { RoundResult, Rounds } from '../rounds.ts'

/** Leaves out what failed, or puts null in its place; joins lists where the node wants that. */
function outputOf(results: readonly RoundResult[], config: IterationConfig): readonly Value[] {
  const kept =
    config.errorMode === 'remove-abnormal-output'
      ? results.filter(({ status }) => status === 'succeeded')
      : results
  const values = kept.map(({ status, output }) => (status === 'succeeded' ? (output ?? null) : null))
  const present = values.filter((value) => value !== null)
  const isFlat = config.flattenOutput && present.length > 0 && present.every((value) => Array.isArray(value))
  return isFlat ? present.flat(1) : values
}

/** Runs every item, so many at a time. Stops beginning new rounds at a failure that the node does not take. */
async function runAll(
  items: readonly Value[],
  config: IterationConfig,
  rounds: Rounds,
): Promise<readonly RoundResult[]> {
  const results: RoundResult[] = []
  let next = 0
  let failed: RoundResult | undefined
  async function work(): Promise<void> {
    while (next < items.length && !failed) {
      const index = next
      next += 1
      const result = await rounds.run({
        index,
        variables: { item: items[index] ?? null, index },
        isAnnounced: true,
        output: config.outputSelector,
      })
      results[index] = result
      if (result.status === 'failed' && config.errorMode === 'terminated') failed ??= result
    }
  }
  const width = config.isParallel ? Math.max(1, Math.min(config.parallelCount, items.length)) : 1
  // With a failure the others need not be waited for: what still runs is stopped with the node.
  let stop = (): void => undefined
  const stopped = new Promise<void>((resolve) => {
    stop = resolve
  })
  const workers = Array.from({ length: width }, () =>
    work().then(() => {
      if (failed) stop()
    }),
  )
  await Promise.race([Promise.all(workers), stopped])
  if (failed?.error) throw new SkepError(failed.error.code, failed.error.message, failed.error.data)
  return results
}

/** Runs the nodes inside it once for each item of a list, and gathers what they give in the order of the list. @public */
export const iterationExecutor: Executor = defineExecutor(
  iterationNode,
  async function* ({ config, read, rounds }) {
    const items = read(config.iteratorSelector)
    const inputs = { iterator_selector: items ?? null }
    yield { type: 'inputs', inputs }
    if (!rounds) throw new SkepError('NODE_FAILED', 'An iteration needs nodes inside it.')
    if (items !== undefined && items !== null && !Array.isArray(items)) {
      throw new SkepError('VARIABLE_TYPE', 'An iteration needs a list. Choose a variable that holds one.', {
        selector: [...config.iteratorSelector],
        errorType: 'InvalidIteratorValueError',
      })
    }
    const list: readonly Value[] = items ?? []
    rounds.begin({ container: 'iteration', inputs, length: list.length })
    const results = await runAll(list, config, rounds)
    return { outputs: { output: outputOf(results, config) } }
  },
)
