import type { App } from '@skep/schema'
import type { Change } from '../change.ts'
import { isDeepEqual } from '../differences.ts'
import { asJson, type Patch } from '../patches.ts'

// The id says which stored app this is; an import fills that app with other content.
const REPLACED = [
  'schemaVersion',
  'mode',
  'name',
  'description',
  'icon',
  'graph',
  'environmentVariables',
  'conversationVariables',
  'features',
  'foreign',
] as const satisfies readonly (keyof App)[]

/** Puts the content of another app into this one, as one step that can be undone. @public */
export function replaceApp(app: App, next: App): Change {
  const patches = REPLACED.flatMap((key): Patch[] => {
    const value = next[key]
    if (isDeepEqual(app[key], value)) return []
    if (value === undefined) return [{ op: 'remove', path: [key] }]
    return [{ op: app[key] === undefined ? 'add' : 'replace', path: [key], value: asJson(value) }]
  })
  return { reason: 'import', patches, select: [] }
}
