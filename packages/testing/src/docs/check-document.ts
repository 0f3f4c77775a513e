import type { JsonObject } from '@skep/schema'
import { listAt } from '../dsl/json.ts'
import { isDocumentCode, isTypedError } from './document-codes.ts'
import { checkDocumentLine } from './must-lines.ts'
import type { ObservedDocument } from './observed-document.ts'

/** Hold for every file, whatever its list says. */
const MOST_MEGABYTES = 300
const MOST_MILLISECONDS = 120_000

/** What a list may tell of a file without asking for anything. */
const TOLD: readonly string[] = ['id', 'kind', 'family', 'note', 'notes', 'title', 'source', 'threat']
const KNOWN: readonly string[] = ['file', 'bytes', 'sha256', 'expect', 'what', 'must', 'error', ...TOLD]

function checkEnd(entry: JsonObject, { state, error }: ObservedDocument): readonly string[] {
  const told = error ? `${error.code} (${error.message})` : state
  const refused = isTypedError(error) ? [] : [`it ended as ${told}, not in an error that tells what to do`]
  switch (entry.expect) {
    case 'ingest':
      return state === 'ready' ? [] : [`it ended as ${told}, and had to be ingested`]
    case 'refuse':
      return state === 'failed' ? refused : [`it is ${state}, and had to be refused`]
    case 'refuse-or-partial':
      return state === 'ready' ? [] : refused
    default:
      return [
        `"expect": ${JSON.stringify(entry.expect ?? null)} is not something that this command can check`,
      ]
  }
}

/** Everything that is wrong with what became of one hostile document. @internal */
export async function checkDocument(entry: JsonObject, seen: ObservedDocument): Promise<readonly string[]> {
  const { error, controlProblems, requests, traces, grownMegabytes = 0, milliseconds } = seen
  const problems = [
    ...Object.keys(entry).flatMap((key) =>
      KNOWN.includes(key) ? [] : [`"${key}" is not checked by this command`],
    ),
    ...checkEnd(entry, seen),
    ...(typeof entry.error === 'string' && !(error && isDocumentCode(error.code, entry.error))
      ? [`it ended as ${error?.code ?? seen.state}, expected ${entry.error}`]
      : []),
    ...(seen.isWellFormed ? [] : ['its text is not well-formed']),
    ...(seen.name === seen.givenName ? [] : [`it is listed as ${JSON.stringify(seen.name)}`]),
    ...requests.map((request) => `a request left for ${request}`),
    ...traces,
    ...controlProblems,
    ...(grownMegabytes <= MOST_MEGABYTES ? [] : [`memory grew by ${Math.ceil(grownMegabytes)} MB`]),
    ...(milliseconds <= MOST_MILLISECONDS ? [] : [`it took ${Math.ceil(milliseconds / 1000)} s`]),
  ]
  for (const line of listAt(entry, 'must')) problems.push(...(await checkDocumentLine(String(line), seen)))
  return problems
}
