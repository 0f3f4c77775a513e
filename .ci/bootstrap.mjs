// Installs what the project needs, inside the project. Runs on any Node from 20 on, with nothing installed yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..')
const tools = join(root, '.tools')
const PNPM = '12.21.0'
const windows = process.platform === 'win32'

export const say = (text) => console.log(`\x1b[2mskep\x1b[0m ${text}`)

/** Ends with one sentence on what went wrong and one on what to do. */
export function fail(what, then) {
  console.error(`\n\x1b[31mskep\x1b[0m ${what}\n     ${then}\n`)
  process.exit(1)
}

/** The environment in which the project's own tools run: its Node and its binaries come first. */
export function toolEnvironment(extra = {}) {
  const path = [join(root, 'node_modules/.bin'), join(tools, 'node_modules/.bin'), process.env.PATH].join(
    delimiter,
  )
  return { ...process.env, PATH: path, STORYBOOK_DISABLE_TELEMETRY: '1', ...extra }
}

function stamp() {
  const hash = createHash('sha256').update(PNPM)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** Installs pnpm and the workspace when they are missing or out of date. Takes a few milliseconds when they are not. */
export function bootstrap() {
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major < 20)
    fail(`Node ${process.versions.node} is too old.`, 'Install Node 20 or newer, then run the command again.')
  mkdirSync(tools, { recursive: true })
  const stampFile = join(tools, 'installed')
  if (
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === stamp() &&
    existsSync(join(root, 'node_modules/node'))
  )
    return
  if (!existsSync(join(tools, 'node_modules/pnpm/package.json'))) {
    say(`installing pnpm ${PNPM} into .tools/ ...`)
    writeFileSync(join(tools, 'package.json'), '{ "private": true }\n')
    const npm = spawnSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', tools, `pnpm@${PNPM}`],
      {
        cwd: tools,
        stdio: 'inherit',
        shell: windows,
      },
    )
    if (npm.status !== 0)
      fail(
        'npm could not install pnpm.',
        'Check that the npm registry can be reached (npm ping), then run the command again.',
      )
  }
  say('installing the workspace (the first time takes a minute or two) ...')
  const pnpm = spawnSync(join(tools, 'node_modules/.bin/pnpm'), ['install', '--frozen-lockfile'], {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
    env: toolEnvironment({ CI: 'true', ONNXRUNTIME_NODE_INSTALL: 'skip' }),
  })
  if (pnpm.status !== 0)
    fail(
      'pnpm could not install the workspace.',
      'Read its message above. Deleting node_modules and .tools and running the command again starts from nothing.',
    )
  writeFileSync(stampFile, stamp())
}
