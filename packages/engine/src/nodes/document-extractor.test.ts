import { SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { DocumentTextPort } from '../ports/ports.ts'
import { fileValue, runNode, variable } from './run-node.fixture.ts'

const config = { variable: variable('files'), isArrayFile: false }
const documentText: DocumentTextPort = {
  async extractText({ name }) {
    if (name.endsWith('.zip')) throw new SkepError('DOCUMENT_TYPE_UNSUPPORTED', 'No.', { format: 'zip' })
    return `text of ${name}`
  },
}

describe('document-extractor', () => {
  it('gives one text for a file', async () => {
    const { done } = await runNode(
      'document-extractor',
      config,
      { files: fileValue('a.pdf') },
      { documentText },
    )
    expect(done).toMatchObject({
      inputs: { files: ['a.pdf'] },
      outputs: { text: 'text of a.pdf' },
      process: { documents: [{ name: 'a.pdf', mimeType: 'application/pdf', sizeBytes: 10 }] },
    })
  })

  it('gives a list of texts for a list of files, in its order', async () => {
    const files = [fileValue('b.pdf'), fileValue('a.pdf')]
    const { done } = await runNode('document-extractor', config, { files }, { documentText })
    expect(done?.outputs).toEqual({ text: ['text of b.pdf', 'text of a.pdf'] })
  })

  it('gives no texts for no files, without a port', async () => {
    expect((await runNode('document-extractor', config, { files: [] })).done?.outputs).toEqual({ text: [] })
  })

  it.each([
    ['nothing there', {}, 'VARIABLE_NOT_FOUND'],
    ['no file in it', { files: null }, 'VARIABLE_TYPE'],
    ['a text', { files: 'a.pdf' }, 'VARIABLE_TYPE'],
    ['something else among files', { files: [fileValue('a.pdf'), 'b'] }, 'VARIABLE_TYPE'],
    [
      'a format that nobody reads',
      { files: [fileValue('a.pdf'), fileValue('b.zip')] },
      'DOCUMENT_TYPE_UNSUPPORTED',
    ],
  ] as const)('fails on %s', async (_, values, code) => {
    const { end } = await runNode('document-extractor', config, values, { documentText })
    expect(end).toMatchObject({ type: 'run_failed', error: { code } })
  })

  it('needs somebody who reads documents', async () => {
    const { end } = await runNode('document-extractor', config, { files: fileValue('a.pdf') })
    expect(end).toMatchObject({ error: { code: 'PORT_MISSING', data: { port: 'documentText' } } })
  })
})
