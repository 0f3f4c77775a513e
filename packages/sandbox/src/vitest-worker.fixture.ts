// Vitest sends every dynamic import through an object of its page, which a worker does not have.
Reflect.set(globalThis, '__vitest_browser_runner__', {
  wrapDynamicImport: (load: () => Promise<unknown>) => load(),
})
