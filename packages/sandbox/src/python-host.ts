import type { PythonFiles, StartMessage } from './protocol.ts'
import { loadPython } from './python-files.ts'
import { createPythonGuest } from './python-guest.ts'
import { type CreatePyodideModule, startInterpreter } from './python-interpreter.ts'
import { removeGlobals } from './remove-globals.ts'
import { type SandboxPort, type StartedGuest, serveGuest } from './worker-host.ts'

/** What Node and browsers do differently. */
export interface PythonPlatform {
  /** The files, where the start names none. */
  defaultFiles(): Promise<PythonFiles>
  importScript(url: string): Promise<{ readonly default: CreatePyodideModule }>
}

/** Serves CPython, behind two walls: the gate around the interpreter, and a worker without anything in it. */
export function servePython(port: SandboxPort, platform: PythonPlatform): void {
  serveGuest(port, async (message) => start(message, port, platform))
}

async function start(
  message: StartMessage,
  port: SandboxPort,
  platform: PythonPlatform,
): Promise<StartedGuest> {
  const given = 'python' in message ? message.python : {}
  const files = given.files ?? (await platform.defaultFiles())
  const [script, loaded] = await Promise.all([
    platform.importScript(files.script),
    given.image ??
      loadPython(files, (loadedBytes, totalBytes) =>
        port.post({ type: 'progress', loadedBytes, totalBytes }),
      ),
  ])
  const interpreter = await startInterpreter({
    createModule: script.default,
    module: loaded.module,
    library: loaded.library,
    ...(given.image ? { image: given.image } : {}),
  })
  removeGlobals()
  // Sent once: whoever starts from an image has it already.
  const ready = given.image ? {} : { image: interpreter.image }
  return { guest: createPythonGuest(interpreter), ready: { type: 'ready', ...ready } }
}
