import { join } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'
import { expect, it } from 'vitest'
import { compile } from '../../../.ci/build-worker.ts'

const packages = join(import.meta.dirname, '../..')

/** What is in every file of the providers of the second build. */
const GROWN = 'grown-'.repeat(2_000)

/** Providers of which a chat may use none: each of their files is 12 kB larger. */
const larger: Plugin = {
  name: 'larger-providers',
  transform: (code, id) =>
    /\/models\/src\/(?:openai|remote)\/|\/models-(?:transformers|webllm)\/src\/|\/node_modules\/(?:openai|@huggingface\/transformers|@mlc-ai)\//.test(
      id,
    )
      ? `${code}\n;globalThis.grown = ${JSON.stringify(GROWN)};`
      : null,
}

/** What a page with a chat loads before anything is asked; what it may load later stays outside. */
async function buildPage(plugins: readonly Plugin[], more = ''): Promise<string> {
  const entry: Plugin = {
    name: 'entry',
    resolveId: (id, _importer, { kind }) =>
      id === 'entry'
        ? join(packages, 'entry.virtual.ts')
        : kind === 'dynamic-import'
          ? { id, external: true }
          : null,
    load: (id) =>
      id.endsWith('entry.virtual.ts')
        ? `export { Chat } from '${packages}/chat/src/index.ts'
           export { SkepProvider } from '${packages}/react/src/index.ts'
           export { createSkep } from '${packages}/runtime/src/index.ts'
           ${more}`
        : null,
  }
  const bundle = await rolldown({
    input: 'entry',
    plugins: [entry, ...plugins],
    platform: 'browser',
    external: /^(?:react|react-dom)(?:\/|$)/,
    logLevel: 'silent',
  })
  // Names as they are: how short they get depends on the order of the files.
  const { output } = await bundle.generate({
    minify: { compress: true, mangle: false, codegen: true },
    codeSplitting: false,
  })
  return output[0].code
}

it('a page with a chat grows by no byte when a provider that it does not use grows', async () => {
  const [before, after] = [await buildPage([]), await buildPage([larger])]
  expect(before).toContain('createSkep')
  expect(before).not.toContain('chat/completions')
  expect(after.length).toBe(before.length)
  expect(after === before).toBe(true)
  // One that it uses is seen.
  const using = await buildPage([larger], `export { openAiProvider } from '${packages}/models/src/index.ts'`)
  expect(using.length).toBeGreaterThan(before.length + GROWN.length)
})

it('neither does its worker: the code of a provider is loaded with its first connection', async () => {
  const [before, after] = [new Map<string, string>(), new Map<string, string>()]
  const worker = join(packages, 'runtime/src/worker.ts')
  const small = await compile(worker, before)
  const large = await compile(worker, after, [larger])
  expect(small.code).not.toContain('chat/completions')
  expect(large.code === small.code).toBe(true)
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort())
  for (const name of ['openai-provider.js', 'remote-provider.js']) {
    const input = before.get(name) ?? ''
    const [file, grown] = [await compile(input, new Map()), await compile(input, new Map(), [larger])]
    expect(grown.code.length).toBeGreaterThan(file.code.length + GROWN.length)
  }
  expect([...before.keys()].filter((name) => /transformers|web-?llm/.test(name))).toEqual([])
})
