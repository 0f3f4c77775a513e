// The thread in which `pnpm hostile dsl` imports one file: what breaks here breaks nothing else.
import { readFileSync } from 'node:fs'
import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { createJavaScriptSandbox, createSandbox } from '@skep/sandbox'
import { spawnNodeSandboxWorker } from '@skep/sandbox/node'
import { checkHostileFile } from '../src/dsl/hostile/check-file.ts'
import { observe } from '../src/dsl/hostile/observe.ts'

const { path, entries } = workerData
const code = createSandbox([createJavaScriptSandbox({ spawn: spawnNodeSandboxWorker })])
// As a browser reads a file that a person chose.
const text = new TextDecoder().decode(readFileSync(path))
const seen = await observe(text, () => getHeapStatistics().used_heap_size)
const problems: (readonly string[])[] = []
for (const entry of entries) problems.push(await checkHostileFile(entry, { seen, code }))
parentPort?.postMessage(problems)
code.close()
