import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** What a command printed, and how it ended. */
export interface CommandRun {
  readonly lines: readonly string[]
  readonly last: string
  readonly code: number | null
}

/** Runs a command of this folder with plain Node, as its script in the root does. */
export function runScript(file: string, ...words: readonly string[]): Promise<CommandRun> {
  return new Promise((resolve) => {
    const { INIT_CWD: _, ...env } = process.env
    const child = spawn(process.execPath, [join(import.meta.dirname, file), ...words], {
      // Stripping and compiling the sources again costs most of a short command.
      env: { ...env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/commands') },
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += String(chunk)
    })
    child.on('close', (code) => {
      const lines = output.trimEnd().split('\n')
      resolve({ lines: lines.slice(0, -1), last: lines.at(-1) ?? '', code })
    })
  })
}

/** A new folder with files in it. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'skep-command-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}
