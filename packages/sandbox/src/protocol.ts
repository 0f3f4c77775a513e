/** Where the worker gets QuickJS from. Absent: `quickjs.wasm` beside the worker file. @public */
export type WasmSource = string | ArrayBuffer | WebAssembly.Module

/** Where the worker gets Python from: three files of the npm package `pyodide`. @public */
export interface PythonFiles {
  /** Address of `pyodide.asm.mjs`, under any name that the server sends as JavaScript. */
  readonly script: string
  /** Address or bytes of `pyodide.asm.wasm`. */
  readonly wasm: string | ArrayBuffer
  /** Address or bytes of `python_stdlib.zip`. */
  readonly library: string | ArrayBuffer
}

/** A Python that has started, as the first worker hands it out: the next one starts from it in a fraction of the time. @internal */
export interface PythonImage {
  readonly module: WebAssembly.Module
  readonly library: Uint8Array<ArrayBuffer>
  /** All of its memory that is in use, before any code of a user has run. */
  readonly memory: Uint8Array<ArrayBuffer>
  /** Where the function that runs code lies in that memory. */
  readonly entry: number
}

/** What a worker begins with. @internal */
export type StartMessage = { readonly type: 'start' } & (
  | { readonly wasm?: WasmSource }
  | { readonly python: { readonly files?: PythonFiles; readonly image?: PythonImage } }
)

/** What goes into a sandbox worker. @internal */
export type ToWorker =
  | StartMessage
  | {
      readonly type: 'run'
      readonly id: number
      readonly code: string
      /** One object as JSON text: the arguments of `main`. */
      readonly inputs: string
      readonly memoryBytes: number
      readonly outputBytes: number
    }
  /** Reads code and runs none of it. Its outcome is a result, whatever its value, or an error. */
  | {
      readonly type: 'check'
      readonly id: number
      readonly code: string
      readonly memoryBytes: number
    }

/** What the first worker hands out so that the next one starts sooner. @internal */
export interface ReadyMessage {
  readonly type: 'ready'
  /** QuickJS, compiled. */
  readonly module?: WebAssembly.Module
  readonly image?: PythonImage
}

/** What comes out of a sandbox worker. @internal */
export type FromWorker =
  | ReadyMessage
  /** While it loads: of the files that are needed, so much is here. */
  | { readonly type: 'progress'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly type: 'failed-to-start'; readonly reason: string }
  /** The clock of a run starts here, not while the worker was still loading. */
  | { readonly type: 'started'; readonly id: number }
  | { readonly type: 'done'; readonly id: number; readonly outcome: GuestOutcome }

/** How a run in the guest ended. @internal */
export type GuestEnding =
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly line?: number }
  /** `detail`: the type that could not be taken over. */
  | { readonly kind: 'output'; readonly reason: OutputReason; readonly detail?: string }
  | { readonly kind: 'memory' }
  /** The engine itself broke down, or was broken; the worker must go. */
  | { readonly kind: 'crash'; readonly reason: 'stack' | 'engine' | 'refused' }

/** The ending with what was logged before it: JSON text of an array of lines. @internal */
export type GuestOutcome = GuestEnding & {
  readonly logs: string
  /** The worker has grown or was left in a state that nobody knows: it must go. */
  readonly isSpent?: boolean
}

/** Why a result could not be taken over. @internal */
export type OutputReason =
  | 'too-large'
  | 'too-deep'
  | 'bigint'
  | 'nothing'
  | 'not-json'
  | 'unfinished'
  | 'no-main'

/** A worker as the sandbox sees it, in the browser and in Node alike. @public */
export interface SandboxWorker {
  postMessage(message: unknown): void
  /** Ends it at once, in the middle of whatever it does. */
  terminate(): void
  /** Called once, before the first message. `onFailure`: the worker could not load or died by itself. */
  listen(onMessage: (message: unknown) => void, onFailure: (reason: string) => void): void
}

/** Makes a fresh worker that runs this package's worker entry. @public */
export type SpawnSandboxWorker = () => SandboxWorker
