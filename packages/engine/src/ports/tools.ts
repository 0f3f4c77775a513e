import type { FileValue, JsonObject, JsonValue, ToolFace, ToolReference } from '@skep/schema'

/** One call of a tool. @public */
export interface ToolRequest extends ToolReference {
  readonly parameters: JsonObject
}

/** What a tool gives, in any order and number. @public */
export type ToolPart =
  /** Goes to the user as it comes, where an answer shows it. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'json'; readonly value: JsonValue }
  | { readonly type: 'file'; readonly file: FileValue }
  /** A file that is not in the file store yet. */
  | {
      readonly type: 'bytes'
      readonly name: string
      readonly mimeType: string
      readonly bytes: Uint8Array
    }
  | { readonly type: 'variable'; readonly name: string; readonly value: JsonValue }
  /** Several variables at once. */
  | { readonly type: 'result'; readonly outputs: JsonObject }

/** @public */
export interface ToolsPort {
  /** @throws `TOOL_NOT_FOUND`, `TOOL_FAILED`; `CALL_ABORTED` when `signal` fired. */
  call(request: ToolRequest, options: { readonly signal: AbortSignal }): AsyncIterable<ToolPart>
  /** What is known of a tool; nothing when there is none of that name. Absent: the app itself says it. */
  find?(tool: ToolReference): Promise<ToolFace | undefined>
}
