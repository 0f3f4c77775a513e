import type { ConversationVariable, EnvironmentVariable } from '../app.ts'
import type { JsonObject } from '../json.ts'
import { defined, MAX_ID, type Reader } from './reader.ts'
import { applyResidue, residueOf } from './residue.ts'
import type { SecretTaker } from './secrets.ts'

function isEnvironmentType(type: string): type is EnvironmentVariable['type'] {
  return type === 'string' || type === 'number' || type === 'secret'
}

/** @internal */
export function writeEnvironmentVariable(variable: EnvironmentVariable): JsonObject {
  const { id, name, type, value, description = '', foreign } = variable
  return applyResidue(
    {
      id,
      name,
      value_type: type,
      value: type === 'secret' ? '' : value,
      description,
      selector: ['env', name],
    },
    foreign,
  )
}

/** @internal */
export function readEnvironmentVariable(item: Reader, secrets: SecretTaker): EnvironmentVariable {
  const name = item.text('name') ?? ''
  if (name === '') item.problem('name', 'must be a name')
  const type = item.valueType('value_type') ?? 'string'
  const known = isEnvironmentType(type) ? type : 'string'
  const secret = known === 'secret' ? (item.text('value') ?? '') : undefined
  const variable = defined<EnvironmentVariable>({
    id: item.id('id') || name.slice(0, MAX_ID) || 'variable',
    name,
    type: known,
    value: known === 'secret' ? '' : (item.json('value') ?? ''),
    secretName: secret === undefined ? undefined : secrets.variable(name, secret).secretName,
    description: item.text('description') || undefined,
  })
  const theirs = secret ? { ...item.value, value: '' } : item.value
  const foreign = residueOf(writeEnvironmentVariable(variable), theirs)
  return foreign ? { ...variable, foreign } : variable
}

/** @internal */
export function writeConversationVariable(variable: ConversationVariable): JsonObject {
  const { id, name, type, value, description = '', foreign } = variable
  return applyResidue(
    { id, name, value_type: type, value, description, selector: ['conversation', name] },
    foreign,
  )
}

/** @internal */
export function readConversationVariable(item: Reader): ConversationVariable {
  const name = item.text('name') ?? ''
  if (name === '') item.problem('name', 'must be a name')
  const variable = defined<ConversationVariable>({
    id: item.id('id') || name.slice(0, MAX_ID) || 'variable',
    name,
    type: item.valueType('value_type') ?? 'string',
    value: item.json('value') ?? null,
    description: item.text('description') || undefined,
  })
  const foreign = residueOf(writeConversationVariable(variable), item.value)
  return foreign ? { ...variable, foreign } : variable
}
