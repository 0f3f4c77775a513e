import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '@skep/schema'
import { afterAll, expect, it } from 'vitest'
import { makeHostileDocs } from './make-hostile-docs.ts'
import { runScript } from './run-command.fixture.ts'

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

it('the quick ones of our own all end as they must, and the control file is ingested after each', async () => {
  const folder = newFolder()
  makeHostileDocs(folder, true)
  const { count } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  const { lines, last, code } = await runScript('hostile.ts', 'docs', folder)
  expect(lines.filter((line) => line.startsWith('FAILED'))).toEqual([])
  expect({ last, code }).toEqual({ last: `${count} passed, 0 failed`, code: 0 })
}, 600_000)

it('every falsified expectation is reported', async () => {
  const folder = newFolder()
  const good = {
    expect: 'ingest',
    what: 'a good text',
    must: ['text contains "07:40"', 'search for "ferry" finds it'],
  }
  const files = [good, ...FALSIFIED.map((wrong) => ({ ...good, ...wrong }))].map((entry, at) => {
    const file = `${at}.txt`
    const text = `${WORDS} Number ${at}.`
    writeFileSync(join(folder, file), text)
    return {
      file,
      bytes: text.length,
      sha256: createHash('sha256').update(text).digest('hex'),
      ...entry,
    }
  })
  files.push({ ...good, file: 'gone.txt', bytes: 0, sha256: '' })
  writeFileSync(join(folder, 'unlisted.txt'), 'x')
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ count: 99, files }))
  const { lines, last, code } = await runScript('hostile.ts', 'docs', folder)
  const reported = lines
    .filter((line) => line.startsWith('FAILED '))
    .map((line) => line.slice(7).split(': ')[0])
  expect(reported).toEqual([
    ...FALSIFIED.map((_, at) => `${at + 1}.txt`),
    'gone.txt',
    'manifest.json',
    'unlisted.txt',
  ])
  expect({ last, code }).toEqual({ last: `1 passed, ${FALSIFIED.length + 3} failed`, code: 1 })
}, 600_000)

it('a folder without a manifest is wrong use', async () => {
  const { last, code } = await runScript('hostile.ts', 'docs', newFolder())
  expect({ last, code }).toEqual({ last: '0 passed, 1 failed', code: 1 })
})
