/** What the language itself and our own code need. Everything else that the scope has or inherits goes. */
const KEPT: ReadonlySet<string> = new Set(
  (
    'globalThis Infinity NaN undefined isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI ' +
    'encodeURIComponent escape unescape Object Boolean Symbol Error AggregateError EvalError RangeError ReferenceError ' +
    'SyntaxError TypeError URIError Number BigInt Math Date String RegExp Array Int8Array Uint8Array Uint8ClampedArray ' +
    'Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array Float64Array ' +
    'Map Set WeakMap WeakSet WeakRef FinalizationRegistry ArrayBuffer DataView JSON Promise Proxy Reflect Iterator Intl ' +
    'TextDecoder TextEncoder'
  ).split(' '),
)

/**
 * Empties the global scope of a worker before code of a user runs in it: network, storage, messages, workers, timers,
 * WebAssembly and everything that makes code from text, whether the scope owns it, inherits it, or a walk over
 * `constructor` leads there. A second wall: the gate around the interpreter lets nobody get here at all.
 * What our own code still needs must have been taken before.
 */
export function removeGlobals(): void {
  const { performance } = globalThis
  const clock = { now: performance.now.bind(performance), timeOrigin: performance.timeOrigin }
  disableCodeFromText()
  for (let scope: object | null = globalThis; scope && scope !== Object.prototype; ) {
    for (const key of Reflect.ownKeys(scope)) {
      if (scope === globalThis && typeof key === 'string' && KEPT.has(key)) continue
      remove(scope, key)
    }
    scope = Object.getPrototypeOf(scope)
  }
  // The interpreter's clock asks for it by name.
  Object.defineProperty(globalThis, 'performance', { value: Object.freeze(clock) })
}

function remove(scope: object, key: PropertyKey): void {
  if (Reflect.deleteProperty(scope, key)) return
  // What cannot be deleted can often still be emptied; the language's own constants are the exception.
  Reflect.set(scope, key, undefined)
}

/** `constructor` of any function leads to one that compiles text. */
function disableCodeFromText(): void {
  const kinds = [
    () => undefined,
    async () => undefined,
    function* () {
      yield undefined
    },
    async function* () {
      yield undefined
    },
  ]
  for (const kind of kinds) {
    Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', {
      value: undefined,
      writable: false,
      configurable: false,
    })
  }
}
