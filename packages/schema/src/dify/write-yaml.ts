import { stringify } from 'yaml'
import type { JsonObject } from '../json.ts'

/**
 * Writes plain data so that YAML 1.1 readers (Dify's) and 1.2 readers read the same: texts such as `on`,
 * `12:30` or `2026-01-01` are quoted.
 * @internal
 */
export function writeYaml(tree: JsonObject): string {
  return stringify(tree, {
    schema: 'core',
    compat: 'yaml-1.1',
    version: '1.2',
    aliasDuplicateObjects: false,
    indentSeq: false,
    lineWidth: 0,
  })
}
