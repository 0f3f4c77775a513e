// Packs every package as it would be published, and checks the shape of each tarball.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { toolEnvironment } from './bootstrap.mjs'

const root: string = join(import.meta.dirname, '..')
const target = join(root, '.tools/tarballs')
rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })

const tarballs: Record<string, string> = {}
let isGood = true
for (const folder of readdirSync(join(root, 'packages')).sort()) {
  const pkgDir = join(root, 'packages', folder)
  const pkg = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8'))
  const file = join(target, `${folder}.tgz`)
  const packed = spawnSync('pnpm', ['pack', '--out', file], {
    cwd: pkgDir,
    encoding: 'utf8',
    env: toolEnvironment(),
  })
  if (packed.status !== 0) {
    console.error(`${pkg.name} could not be packed.`, packed.stdout, packed.stderr)
    process.exit(1)
  }
  const bytes = readFileSync(file)
  const { messages, pkg: published } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true,
  })
  for (const message of messages) {
    console.error(`${pkg.name}: ${formatMessage(message, published, { color: false })}`)
    if (message.type !== 'suggestion') isGood = false
  }
  tarballs[pkg.name] = file
}
writeFileSync(join(target, 'index.json'), JSON.stringify(tarballs, null, 2))
console.log(`packed ${Object.keys(tarballs).length} packages into .tools/tarballs`)
if (!isGood) process.exit(1)
