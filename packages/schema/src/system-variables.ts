import type { AppMode } from './app.ts'
import { FILE_FIELDS } from './nodes/fields.ts'
import type { OutputField } from './values.ts'

const EVERYWHERE: readonly OutputField[] = [
  { name: 'user_id', type: 'string' },
  { name: 'app_id', type: 'string' },
  { name: 'workflow_id', type: 'string' },
  { name: 'workflow_run_id', type: 'string' },
  { name: 'files', type: 'array[file]', fields: FILE_FIELDS },
]

const CHAT: readonly OutputField[] = [
  { name: 'query', type: 'string' },
  { name: 'conversation_id', type: 'string' },
  { name: 'dialogue_count', type: 'number' },
]

/** The `sys` variables that a run of this mode has. `dialogue_count` is 1 in the first turn. @public */
export function systemVariables(mode: AppMode): readonly OutputField[] {
  switch (mode) {
    case 'workflow':
      return [...EVERYWHERE, { name: 'timestamp', type: 'number' }]
    case 'completion':
      return [{ name: 'query', type: 'string' }, ...EVERYWHERE]
    case 'chatflow':
    case 'chat':
    case 'agent':
      return [...CHAT, ...EVERYWHERE]
    default:
      return mode satisfies never
  }
}
