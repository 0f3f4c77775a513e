import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '@skep/schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeHostileDocs } from './make-hostile-docs.ts'
import { type CommandRun, runScript } from './run-command.fixture.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'skep-hostile-test-'))
  folders.push(folder)
  return folder
}

const WORDS = 'The ferry to the island leaves at 07:40.'

/** Of one good text each expectation but the first is wrong. */
const FALSIFIED: readonly JsonObject[] = [
  { expect: 'refuse' },
  { expect: 'sunny' },
  { error: 'DOCUMENT_EMPTY' },
  { bytes: 1 },
  { sha256: '00' },
  { must: ['text contains "moon"'] },
  { must: ['text does not contain "ferry"'] },
  { must: ['typed error'] },
  { must: ['at least 100 chunks'] },
  { must: ['search for "ferry" finds it', 'the sun shines'] },
  { must: ['warning present'] },
  { must: ['within 0 ms'] },
  { must: ['memory below 0 MB'] },
  { unknown: true },
]

/** One run for all: the build, the browser and the page are the same. */
describe('pnpm hostile docs', () => {
  let own: readonly string[] = []
  let run: CommandRun

  beforeAll(async () => {
    const folder = newFolder()
    makeHostileDocs(folder, true)
    const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    own = files.map(({ file }: { file: string }) => file)
    const good = {
      expect: 'ingest',
      what: 'a good text',
      must: ['text contains "07:40"', 'search for "ferry" finds it'],
    }
    for (const [at, entry] of [good, ...FALSIFIED.map((wrong) => ({ ...good, ...wrong }))].entries()) {
      const file = `${at}.txt`
      const text = `${WORDS} Number ${at}.`
      writeFileSync(join(folder, file), text)
      const sha256 = createHash('sha256').update(text).digest('hex')
      files.push({ file, bytes: text.length, sha256, ...entry })
    }
    files.push({ ...good, file: 'gone.txt', bytes: 0, sha256: '' })
    writeFileSync(join(folder, 'unlisted.txt'), 'x')
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ count: 99, files }))
    run = await runScript('hostile.ts', 'docs', folder)
  }, 600_000)

  const failed = (): readonly string[] => run.lines.filter((line) => line.startsWith('FAILED '))

  it('takes the quick files of our own as it must, and ingests the control file after each', () => {
    expect(own.length).toBeGreaterThan(40)
    expect(failed().filter((line) => own.some((file) => line.includes(file)))).toEqual([])
  })

  it('reports every falsified expectation', () => {
    expect(failed().map((line) => line.slice(7).split(': ')[0])).toEqual([
      ...FALSIFIED.map((_, at) => `${at + 1}.txt`),
      'gone.txt',
      'manifest.json',
      'unlisted.txt',
    ])
    const { last, code } = run
    expect({ last, code }).toEqual({
      last: `${own.length + 1} passed, ${FALSIFIED.length + 3} failed`,
      code: 1,
    })
  })

  it('fails a folder without a manifest', async () => {
    const { last, code } = await runScript('hostile.ts', 'docs', newFolder())
    expect({ last, code }).toEqual({ last: '0 passed, 1 failed', code: 1 })
  })
})
