/** Where the worker gets QuickJS from. Absent: `quickjs.wasm` beside the worker file. @public */
export type WasmSource = string | ArrayBuffer | WebAssembly.Module

/** What goes into a sandbox worker. @internal */
export type ToWorker =
  | { readonly type: 'start'; readonly wasm?: WasmSource }
  | {
      readonly type: 'run'
      readonly id: number
      readonly code: string
      /** One object as JSON text: the argument of `main`. */
      readonly inputs: string
      readonly memoryBytes: number
      readonly outputBytes: number
    }

/** What comes out of a sandbox worker. @internal */
export type FromWorker =
  /** The compiled module comes back, so that the next worker need not load and compile it again. */
  | { readonly type: 'ready'; readonly module?: WebAssembly.Module }
  | { readonly type: 'failed-to-start'; readonly reason: string }
  /** The clock of a run starts here, not while the worker was still loading. */
  | { readonly type: 'started'; readonly id: number }
  | { readonly type: 'done'; readonly id: number; readonly outcome: GuestOutcome }

/** How a run in the guest ended. @internal */
export type GuestEnding =
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly line?: number }
  | { readonly kind: 'output'; readonly reason: OutputReason }
  | { readonly kind: 'memory' }
  /** The engine itself broke down; the worker must go. */
  | { readonly kind: 'crash'; readonly reason: 'stack' | 'engine' }

/** The ending with what was logged before it: JSON text of an array of lines. @internal */
export type GuestOutcome = GuestEnding & { readonly logs: string }

/** Why a result could not be taken over. @internal */
export type OutputReason = 'too-large' | 'too-deep' | 'bigint' | 'nothing' | 'unfinished' | 'no-main'

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
