import { type JsonObject, type JsonValue, toErrorData } from '@skep/schema'
import { listAt, textAt } from '../json.ts'
import { isError } from './codes.ts'
import type { MustContext } from './must-checks.ts'
import { checkMustLine } from './must-lines.ts'

/** Holds for every file, whatever its list says: large ones take their time, on a busy machine above all. */
const MAX_MILLISECONDS = 5_000

const KNOWN_KEYS: readonly string[] = ['file', 'expect', 'what', 'error', 'must']

/** One line may stand for itself. */
function linesOf(entry: JsonObject): readonly JsonValue[] {
  return typeof entry.must === 'string' ? [entry.must] : listAt(entry, 'must')
}

/** A value of another form than the list should have would be passed over. */
function checkForm({ error, must }: JsonObject): readonly string[] {
  return [
    ...(error === undefined || typeof error === 'string' ? [] : ['"error" is no code']),
    ...(must === undefined || typeof must === 'string' || Array.isArray(must)
      ? []
      : ['"must" is no list of lines']),
  ]
}

function checkExpectation(entry: JsonObject, { seen }: MustContext): readonly string[] {
  const { result } = seen
  const expected = textAt(entry, 'error')
  switch (entry.expect) {
    case 'refuse':
      if (result.ok) return ['it was imported, and had to be refused']
      return expected === '' || isError(result.error, expected)
        ? []
        : [`it was refused with ${result.error.code} (${result.error.message}), expected ${expected}`]
    case 'import-safe': {
      if (result.ok) return expected === '' ? [] : [`it was imported, and ${expected} was expected`]
      const mayRefuse = linesOf(entry).some((line: JsonValue) => /^refused with [A-Z_]+$/.test(String(line)))
      return mayRefuse ? [] : [`it was refused: ${result.error.code} ${result.error.message}`]
    }
    default:
      return [
        `"expect": ${JSON.stringify(entry.expect ?? null)} is not something that this command can check`,
      ]
  }
}

/** Everything that is wrong with how one hostile file was taken. @internal */
export async function checkHostileFile(entry: JsonObject, context: MustContext): Promise<readonly string[]> {
  const { seen } = context
  const problems = [
    ...Object.keys(entry).flatMap((key) =>
      KNOWN_KEYS.includes(key) ? [] : [`"${key}" is not checked by this command`],
    ),
    ...checkForm(entry),
    ...checkExpectation(entry, context),
    ...(seen.result.ok || seen.result.error.message.trim() !== '' ? [] : ['the error has no sentence']),
    ...(seen.milliseconds < MAX_MILLISECONDS ? [] : [`the import took ${Math.ceil(seen.milliseconds)} ms`]),
    ...(seen.outsideCalls.length === 0 ? [] : [`the import called ${seen.outsideCalls.join(', ')}`]),
    ...(seen.isClean ? [] : ['a prototype or the global object was changed']),
    ...(seen.goodFileFollows ? [] : ['a good file that came after it was refused']),
  ]
  for (const line of linesOf(entry)) {
    try {
      problems.push(...(await checkMustLine(String(line), context)))
    } catch (error) {
      problems.push(`"${String(line)}": ${toErrorData(error).message}`)
    }
  }
  return problems
}
