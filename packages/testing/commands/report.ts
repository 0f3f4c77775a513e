import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** Longer lines hide the others. */
const MAX_LINE = 2_000

/** One case that was put to the test; it passed when it has no problems. */
export interface CaseResult {
  readonly name: string
  readonly problems: readonly string[]
}

/** What a command was called with. Paths are resolved against the folder it was called in. */
export interface CommandLine {
  /** The words that are no options, in order. */
  readonly words: readonly string[]
  /** `--name value`, `--name=value` and `--name` (`true`) of the options that the command names. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  path(word: string): string
}

/** Wrong use of a command: the line that tells how to use it is printed, and the command has failed. */
export class UsageError extends Error {
  override name = 'UsageError'
}

function toLine(text: string): string {
  const line = text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim()
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line
}

/** Counts cases, prints one line for each that failed, and at the end the line that every runner ends with. */
export class Report {
  readonly #print: (line: string) => void
  #passed = 0
  #failed = 0

  constructor(print: (line: string) => void = console.log) {
    this.#print = print
  }

  add({ name, problems }: CaseResult): void {
    if (problems.length === 0) {
      this.#passed += 1
      return
    }
    this.#failed += 1
    this.#print(toLine(`FAILED ${name}: ${problems.join(' | ')}`))
  }

  /** Prints `N passed, N failed` and gives the exit code. A command that tested nothing has failed. */
  end(): number {
    if (this.#passed + this.#failed === 0) this.add({ name: 'everything', problems: ['no case was found'] })
    this.#print(`${this.#passed} passed, ${this.#failed} failed`)
    return this.#failed > 0 ? 1 : 0
  }
}

/** Reads the words and options after the name of a command's file. @throws {@link UsageError} */
export function readCommandLine(
  argv: readonly string[],
  known: Readonly<Record<string, 'string' | 'boolean'>> = {},
): CommandLine {
  const options = Object.fromEntries(Object.entries(known).map(([name, type]) => [name, { type }]))
  try {
    const { values, positionals } = parseArgs({
      // pnpm hands the separator on.
      args: argv.filter((word) => word !== '--'),
      options,
      allowPositionals: true,
    })
    // No option is repeatable, so none is a list.
    const single = values as CommandLine['options']
    return {
      words: positionals,
      options: single,
      path: (word) => resolve(process.env.INIT_CWD ?? process.cwd(), word),
    }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/**
 * Runs a command to its end: reads its arguments, gives it a report, prints the last line, sets the exit code.
 * Whatever it throws is a failure.
 */
export async function runCommand(
  command: (line: CommandLine, report: Report) => Promise<void> | void,
  known: Readonly<Record<string, 'string' | 'boolean'>> = {},
): Promise<void> {
  const report = new Report()
  try {
    await command(readCommandLine(process.argv.slice(2), known), report)
  } catch (error) {
    const isUsage = error instanceof UsageError
    const text =
      error instanceof Error ? (isUsage ? error.message : (error.stack ?? error.message)) : `${error}`
    report.add({ name: 'the command', problems: [text] })
  }
  process.exitCode = report.end()
}
