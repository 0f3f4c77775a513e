import { checkRun } from './check-run.ts'
import { generateApp } from './generate-app.ts'
import { createRandom } from './random.ts'
import { interpret } from './reference.ts'
import { runRandomApp } from './run-random.ts'

/** Orders in which each app is run. */
const ORDERS = 2

/**
 * Runs the random app of a seed on the engine, in random orders, and says where it differs from the reference
 * interpreter. Never throws.
 * @internal
 */
export async function fuzzEngine(seed: number): Promise<readonly string[]> {
  try {
    const app = generateApp(seed)
    const reference = interpret(app, createRandom(seed))
    const problems: string[] = []
    for (let order = 0; order < ORDERS; order += 1) {
      const events = await runRandomApp(app, createRandom(seed * ORDERS + order))
      problems.push(...checkRun(app, events, reference).map((problem) => `order ${order}: ${problem}`))
    }
    return problems
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  }
}
