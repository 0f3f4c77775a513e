import type { JsonObject } from '../json.ts'
import type { Reader } from './reader.ts'

/**
 * Turns the `data` of one node type of Dify's into our config and back. Keys that a mapper does not know are kept
 * by the residue, so it only has to be right about what it understands.
 * @internal
 */
export interface DifyMapper<Config = JsonObject> {
  /** Our node type. */
  readonly type: string
  /** The `data.type` strings it reads; the first is written. */
  readonly difyTypes: readonly [string, ...string[]]
  read(data: Reader): Config
  write(config: Config): JsonObject
}
