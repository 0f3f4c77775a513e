// pnpm bench NAME [arguments]: runs packages/*/bench/NAME.ts. What a bench is compared with has a package.json and a
// lock file beside it and is installed there on first use; npm start and npm test never install it.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { toolEnvironment } from './bootstrap.mjs'

const packages = join(import.meta.dirname, '../packages')
const [name, ...parameters] = process.argv.slice(2).filter((word) => word !== '--')
const found = readdirSync(packages)
  .flatMap((each) => ['ts', 'mjs'].map((ending) => join(packages, each, 'bench', `${name}.${ending}`)))
  .find((file) => existsSync(file))

if (found) {
  installPeers(dirname(found))
  const { status } = spawnSync('node', ['--expose-gc', found, ...parameters], {
    stdio: 'inherit',
    env: toolEnvironment(),
  })
  process.exitCode = status ?? 1
} else {
  const names = readdirSync(packages)
    .map((each) => join(packages, each, 'bench'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder))
    .filter((file) => /\.(ts|mjs)$/.test(file))
  console.error(
    `There is no bench of that name. Files of benches: ${names.map((file) => basename(file)).join(', ')}`,
  )
  process.exitCode = 1
}

function installPeers(folder: string): void {
  const lock = join(folder, 'package-lock.json')
  if (!existsSync(lock)) return
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex')
  const stamp = join(folder, 'node_modules/.installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing what the bench is compared with ...')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: toolEnvironment(),
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error('The peers of the bench could not be installed.')
    process.exit(1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}
