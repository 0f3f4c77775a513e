// pdf.js's worker module takes over a Web Worker's own message port when it is evaluated inside one. Ours belongs to
// the host's protocol, so the port looks absent while that module is evaluated (see pdf-engine-*.ts, where the order
// of the imports matters).
const inWorker = 'postMessage' in globalThis && !('window' in globalThis)
const port = Object.getOwnPropertyDescriptor(globalThis, 'postMessage')
if (inWorker) {
  Object.defineProperty(globalThis, 'postMessage', { value: undefined, configurable: true, writable: true })
}

const leaks = ['pdfjsWorker', 'pdfjsLib', '_pdfjsTestingUtils'] as const
const before = new Map<string, unknown>(leaks.map((name) => [name, Reflect.get(globalThis, name)]))

/** Shows the port again and takes back the globals that pdf.js set, since a page may use a pdf.js of its own. */
export function releasePort(): void {
  if (inWorker && port) Object.defineProperty(globalThis, 'postMessage', port)
  else if (inWorker) Reflect.deleteProperty(globalThis, 'postMessage')
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(globalThis, name)
    else Reflect.set(globalThis, name, value)
  }
}
