// Turns src/index/scan.wat into src/index/scan-bytes.ts: node packages/knowledge/scripts/build-scan.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import loadWabt from 'wabt'

const folder = join(import.meta.dirname, '../src/index')

/** The text of scan-bytes.ts for the present scan.wat. */
export async function scanBytes(): Promise<string> {
  const wabt = await loadWabt()
  const module = wabt.parseWat('scan.wat', readFileSync(join(folder, 'scan.wat'), 'utf8'), { simd: true })
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64')
  const lines = base64.match(/.{1,100}/g) ?? []
  return [
    '/** `scan.wat` as WebAssembly, base64. Made by `scripts/build-scan.ts`. */',
    'export const SCAN_BYTES: string = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('')",
    '',
  ].join('\n')
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(folder, 'scan-bytes.ts'), await scanBytes())
