import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtinExecutors } from '@skep/engine'
import { builtinNodes } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { ConformanceFolder } from './case-file.ts'
import { engineTarget } from './engine-target.ts'
import { runConformanceCase } from './run-case.ts'

const root = join(import.meta.dirname, '../../../../../shared/conformance/dify')
const isThere = existsSync(root)
if (!isThere)
  console.warn('Skipped: the conformance data, ../shared/conformance/dify, is not beside the repository.')

const target = engineTarget({ nodes: builtinNodes, executors: builtinExecutors })

const folders = isThere ? readdirSync(root) : []

function readFolder(name: string): ConformanceFolder {
  return {
    workflow: readFileSync(join(root, name, 'workflow.yml'), 'utf8'),
    case: readFileSync(join(root, name, 'case.json'), 'utf8'),
  }
}

describe.skipIf(!isThere)('Dify’s own cases', () => {
  it.each(folders)('%s holds', async (name) => {
    expect(await runConformanceCase(readFolder(name), target)).toEqual([])
  })

  it.each(folders)('%s no longer holds when what it expects is changed', async (name) => {
    const folder = readFolder(name)
    const data = JSON.parse(folder.case)
    for (const run of data.runs ?? []) {
      run.expect.status = run.expect.status === 'failed' ? 'succeeded' : 'failed'
      if (run.expect.outputs) run.expect.outputs = { ...run.expect.outputs, 'not there': 1 }
    }
    for (const { expect } of data.runs?.flatMap((run: { resume?: object[] }) => run.resume ?? []) ?? []) {
      expect.status = 'failed'
    }
    if (data.import) data.import.expect.edges += 1
    const failures = await runConformanceCase({ ...folder, case: JSON.stringify(data) }, target)
    for (const run of data.runs ?? []) {
      const keys = failures.filter(({ runId }) => runId === run.id).map(({ key }) => key)
      expect(keys).toContain('expect.status')
      for (const index of (run.resume ?? []).keys()) expect(keys).toContain(`resume[${index}].expect.status`)
      if (run.expect.outputs) expect(keys.some((key) => key.startsWith('expect.outputs'))).toBe(true)
    }
    if (data.import) expect(failures.map(({ key }) => key)).toEqual(['import.expect.edges'])
  })
})
