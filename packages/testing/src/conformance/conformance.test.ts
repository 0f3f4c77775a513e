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

// Folders that use a node type which Skep does not have. The test below fails when one of them begins to pass, or
// fails for another reason, so that this list cannot outlive its cause.
const NEEDS_TYPE: Readonly<Record<string, string>> = {
  array_iteration_formatting: 'iteration',
  human_input_pause_resume: 'human-input',
  increment_loop_with_break_condition: 'loop',
  iteration_flatten_output_enabled: 'iteration',
  loop_contains_answer: 'loop',
  native_http_text: 'http-request',
  streaming_conversation_variables: 'assigner',
}

const folders = isThere ? readdirSync(root) : []
const runnable = folders.filter((name) => !Object.hasOwn(NEEDS_TYPE, name))

function readFolder(name: string): ConformanceFolder {
  return {
    workflow: readFileSync(join(root, name, 'workflow.yml'), 'utf8'),
    case: readFileSync(join(root, name, 'case.json'), 'utf8'),
  }
}

describe.skipIf(!isThere)('Dify’s own cases', () => {
  it.each(runnable)('%s holds', async (name) => {
    expect(await runConformanceCase(readFolder(name), target)).toEqual([])
  })

  it.each(Object.entries(NEEDS_TYPE))('%s fails for want of the node type %s alone', async (name, type) => {
    const failures = await runConformanceCase(readFolder(name), target)
    expect(failures).not.toEqual([])
    for (const { message } of failures) {
      expect(message).toMatch(new RegExp(`NODE_TYPE_UNKNOWN .* of type "${type}"`))
    }
  })

  it.each(runnable)('%s no longer holds when what it expects is changed', async (name) => {
    const folder = readFolder(name)
    const data = JSON.parse(folder.case)
    for (const run of data.runs ?? []) {
      run.expect.status = run.expect.status === 'failed' ? 'succeeded' : 'failed'
      if (run.expect.outputs) run.expect.outputs = { ...run.expect.outputs, 'not there': 1 }
    }
    if (data.import) data.import.expect.edges += 1
    const failures = await runConformanceCase({ ...folder, case: JSON.stringify(data) }, target)
    for (const run of data.runs ?? []) {
      const keys = failures.filter(({ runId }) => runId === run.id).map(({ key }) => key)
      expect(keys).toContain('expect.status')
      if (run.expect.outputs) expect(keys.some((key) => key.startsWith('expect.outputs'))).toBe(true)
    }
    if (data.import) expect(failures.map(({ key }) => key)).toEqual(['import.expect.edges'])
  })
})
