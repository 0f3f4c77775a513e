import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, it } from 'vitest'

/** Bytes of everything that an entry makes a page load or keep for later. */
async function bundled(code: string, list = ''): Promise<{ readonly bytes: number; readonly code: string }> {
  const bundle = await rolldown({
    input: 'entry',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) =>
          id === 'entry' || id.endsWith('.virtual.ts')
            ? join(import.meta.dirname, id === 'entry' ? 'entry.virtual.ts' : 'list.virtual.ts')
            : null,
        load: (id) => (id.endsWith('entry.virtual.ts') ? code : id.endsWith('list.virtual.ts') ? list : null),
      },
    ],
    platform: 'browser',
    treeshake: true,
  })
  // Names as they are: how short they get depends on the order of the files.
  const { output } = await bundle.generate({
    minify: { compress: true, mangle: false, codegen: true },
    chunkFileNames: '[name].js',
  })
  const text = output.map((file) => (file.type === 'chunk' ? file.code : '')).join('')
  return { bytes: new TextEncoder().encode(text).length, code: text }
}

it('a page pays for no provider that it does not use, not a byte', async () => {
  // The same list of exports without the lines of the providers that load something.
  const list = readFileSync(join(import.meta.dirname, 'index.ts'), 'utf8')
  const without = list.replaceAll(/^export (?:type )?\{[^}]*\} from '\.\/(?:openai|remote)\/[^']*'\n/gm, '')
  expect(list).toContain('openAiProvider')
  expect(without).not.toContain('openAiProvider')
  const direct = await bundled(
    "export { createModelRuntime, hostProvider } from './list.virtual.ts'",
    without,
  )
  const fromIndex = await bundled("export { createModelRuntime, hostProvider } from './index.ts'")
  const withOpenAi = await bundled(
    "export { createModelRuntime, hostProvider, openAiProvider } from './index.ts'",
  )
  expect(fromIndex.bytes).toBe(direct.bytes)
  expect(fromIndex.code).not.toContain('chat/completions')
  expect(withOpenAi.code).toContain('chat/completions')
  expect(withOpenAi.bytes).toBeGreaterThan(fromIndex.bytes + 20_000)
})
