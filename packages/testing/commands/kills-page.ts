// The page of `pnpm fuzz kills`.
import { browserPlace } from '../src/fuzz-kills/browser-place.ts'
import { ingestKilled } from '../src/fuzz-kills/ingest-killed.ts'
import { runKill } from '../src/fuzz-kills/run-kill.ts'
import type { Kill } from './kills-browser.ts'

/** What the command calls. */
export interface KillsPage {
  kills?: Readonly<Record<Kill['of'], (seed: number, serverUrl: string) => Promise<readonly string[]>>>
}

const page = globalThis as KillsPage // one name more
page.kills = {
  run: (seed, serverUrl) => runKill(seed, browserPlace(serverUrl)),
  ingestion: ingestKilled,
}
