// The page of `pnpm fuzz kills`.
import { browserPlace } from '../src/fuzz-kills/browser-place.ts'
import { runKill } from '../src/fuzz-kills/run-kill.ts'

/** What the command calls. */
export interface KillsPage {
  runKill?: (seed: number, serverUrl: string) => Promise<readonly string[]>
}

const page = globalThis as KillsPage // one name more
page.runKill = (seed, serverUrl) => runKill(seed, browserPlace(serverUrl))
