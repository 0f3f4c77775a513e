import type { JsonObject, JsonValue } from '@skep/schema'

/** @public */
export interface CodeRequest {
  readonly language: 'javascript' | 'python3'
  /** Source text that defines `main`. */
  readonly code: string
  /** Named arguments of `main`. */
  readonly inputs: JsonObject
  readonly limits: CodeLimits
}

/** @public */
export interface CodeLimits {
  readonly timeoutMs: number
  readonly memoryBytes: number
  /** Longest result as JSON text. */
  readonly outputBytes: number
}

/** How far a language that is loaded when it is first used has come. @public */
export interface CodeProgress {
  readonly loadedBytes: number
  readonly totalBytes: number
}

/** @public */
export interface CodeRunOptions {
  readonly signal: AbortSignal
  /** Whose code it is. Code of different apps never meets in one worker. */
  readonly appId?: string
  /** Called while the run waits for a language to load. */
  readonly onProgress?: (progress: CodeProgress) => void
}

/** @public */
export interface CodePort {
  readonly languages: readonly CodeRequest['language'][]
  /** @throws `CODE_FAILED`, `CODE_TIMEOUT`, `CODE_MEMORY`, `CODE_OUTPUT_INVALID`, `CODE_LANGUAGE_UNAVAILABLE` */
  run(
    request: CodeRequest,
    options: CodeRunOptions,
  ): Promise<{ readonly result: JsonValue; readonly logs: readonly string[] }>
}
