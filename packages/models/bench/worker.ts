// The ways of `ways.ts` in a worker of Chromium, one at a time, as the page asks for them.
import { createWays, type Ways } from './ways.ts'

let ways: Ways | undefined

self.onmessage = async ({ data }: MessageEvent<string>) => {
  ways ??= createWays(`${self.location.origin}/v1`)
  const before = performance.now()
  const count = (await ways[data]?.()) ?? 0
  self.postMessage({ count, milliseconds: performance.now() - before })
}
