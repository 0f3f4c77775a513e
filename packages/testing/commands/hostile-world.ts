// What the code of a snippet could have left behind, in a page as in a worker.

const BUILT_INS = [
  'Object',
  'Function',
  'Array',
  'String',
  'Number',
  'Boolean',
  'Symbol',
  'Error',
  'Promise',
  'Map',
  'Set',
  'RegExp',
  'Date',
  'JSON',
  'Math',
  'Reflect',
  'ArrayBuffer',
  'Uint8Array',
  'Worker',
  'MessagePort',
]

/** Names of everything global, of what the built-ins hold, and of functions that are no longer the browser's own. */
export async function describeWorld(): Promise<readonly string[]> {
  const found = Reflect.ownKeys(globalThis).map((key) => `global ${String(key)}`)
  for (const name of BUILT_INS) {
    const builtIn: unknown = Reflect.get(globalThis, name)
    if (!isObject(builtIn)) continue
    const { prototype }: { prototype?: unknown } = builtIn
    for (const [what, holder] of [
      [name, builtIn],
      [`${name}.prototype`, prototype],
    ] as const) {
      if (isObject(holder)) found.push(...describe(what, holder))
    }
  }
  for (const { name } of await indexedDB.databases()) found.push(`database ${name}`)
  for (const name of await globalThis.caches.keys()) found.push(`cache ${name}`)
  return found
}

/** What is new in a world, or gone from it. */
export function compareWorlds(before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, now] = [new Set(before), new Set(after)]
  return [
    ...after.filter((name) => !old.has(name)).map((name) => `${name} is new`),
    ...before.filter((name) => !now.has(name)).map((name) => `${name} is gone`),
  ]
}

function describe(what: string, holder: object): readonly string[] {
  return Reflect.ownKeys(holder).map((key) => {
    const { value } = Reflect.getOwnPropertyDescriptor(holder, key) ?? {}
    const isNative = typeof value !== 'function' || /\{\s*\[native code\]\s*\}$/.test(String(value))
    return `${what}.${String(key)}${isNative ? '' : ' (replaced)'}`
  })
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
