// A worker that empties its scope and then tells what a walk still finds. Runs in a browser's worker and in a thread.
import { removeGlobals } from './remove-globals.ts'

const { postMessage: send } = globalThis as { postMessage?: (message: unknown) => void } // a thread has none
const answer: (message: unknown) => void =
  send?.bind(globalThis) ??
  (await import('node:worker_threads').then(({ parentPort }) => parentPort?.postMessage.bind(parentPort))) ??
  (() => undefined)
const { stringify } = JSON

removeGlobals()
answer(stringify({ scope: namesOfScope(), walks: walks(), clock: typeof performance.now() }))

/** Everything that the scope has or inherits, up to what every object has. */
function namesOfScope(): readonly string[] {
  const names: string[] = []
  for (let scope: object | null = globalThis; scope && scope !== Object.prototype; ) {
    for (const key of Reflect.ownKeys(scope)) {
      if (Reflect.get(scope, key) !== undefined) names.push(String(key))
    }
    scope = Object.getPrototypeOf(scope)
  }
  return names.sort()
}

/** Where `constructor` leads from anything at hand. */
function walks(): readonly string[] {
  const things: unknown[] = [
    [],
    {},
    '',
    0,
    /x/,
    new Date(0),
    new Map(),
    Promise.resolve(),
    new Error('x'),
    () => 0,
    async () => 0,
    function* () {
      yield 0
    },
    async function* () {
      yield 0
    },
    class {},
    Symbol('x'),
    new Uint8Array(1),
    new TextDecoder(),
    performance,
    Reflect,
    globalThis,
  ]
  const found = new Set<string>()
  for (const thing of things) {
    let at: unknown = thing
    for (let step = 0; step < 5 && at !== undefined && at !== null; step++) {
      at = Reflect.get(Object(at), 'constructor')
      if (typeof at === 'function' && /Function|eval|Worker|Global/.test(at.name)) found.add(at.name)
    }
  }
  return [...found]
}
