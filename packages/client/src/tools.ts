import type { ToolFace } from '@skep/schema'

/** Tools that nodes and agents of an app can call. @public */
export interface ToolsApi {
  /** Those of the host and of the worker's own entry. Apps can be tools too and are not listed here. */
  list(): Promise<readonly ToolFace[]>
}
