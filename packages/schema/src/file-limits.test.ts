import { describe, expect, it } from 'vitest'
import {
  DEFAULT_FILE_UPLOAD,
  describeFileProblem,
  type FileFacts,
  type FileUploadFeature,
  fileKindOf,
  findFileProblem,
  findFilesProblem,
} from './index.ts'

const MB = 1_048_576
const photo: FileFacts = {
  name: 'bee.png',
  sizeBytes: 2 * MB,
  type: 'image',
  extension: '.png',
  transferMethod: 'local_file',
}

function limits(changes: Partial<FileUploadFeature>): FileUploadFeature {
  return { ...DEFAULT_FILE_UPLOAD, ...changes }
}

describe('limits on files', () => {
  it('take what they allow', () => {
    expect(findFilesProblem(limits({}), [photo, photo, photo])).toBeUndefined()
    expect(findFilesProblem(undefined, [photo])).toBeUndefined()
    expect(findFilesProblem(limits({ enabled: false }), [])).toBeUndefined()
  })

  it.each<[string, FileUploadFeature, FileFacts, unknown]>([
    ['a kind', limits({ types: ['document'] }), photo, { reason: 'type', limit: ['document'] }],
    [
      'an extension',
      limits({ types: ['custom'], extensions: ['CSV'] }),
      photo,
      { reason: 'type', limit: ['.csv'] },
    ],
    [
      'a name without an extension where a row was left empty',
      limits({ types: ['custom'], extensions: ['csv', ' '] }),
      { ...photo, extension: '' },
      { reason: 'type', limit: ['.csv'] },
    ],
    [
      'a way to come',
      limits({ methods: ['remote_url'] }),
      photo,
      { reason: 'method', limit: ['remote_url'] },
    ],
    ['a size', limits({ maxMegabytes: { image: 1 } }), photo, { reason: 'size', limit: 1 }],
    ['the size of Dify', limits({}), { ...photo, sizeBytes: 10 * MB + 1 }, { reason: 'size', limit: 10 }],
  ])('refuse %s', (_, feature, file, problem) => {
    expect(findFileProblem(feature, file)).toEqual({ name: 'bee.png', ...Object(problem) })
  })

  it('take an extension whatever its case and dot, by the size of its own kind', () => {
    const feature = limits({ types: ['custom'], extensions: ['.PNG'], maxMegabytes: { image: 1, custom: 2 } })
    expect(findFileProblem(feature, photo)).toBeUndefined()
    expect(findFileProblem(feature, { ...photo, sizeBytes: 2 * MB + 1 })).toMatchObject({ reason: 'size' })
  })

  it('count, and refuse everything where they are off', () => {
    expect(findFilesProblem(limits({ maxFiles: 1 }), [photo, photo])).toEqual({ reason: 'count', limit: 1 })
    expect(findFilesProblem(limits({ enabled: false }), [photo])).toEqual({ reason: 'disabled' })
  })

  it('say what to do', () => {
    expect(describeFileProblem({ reason: 'size', name: 'a.png', limit: 10 })).toEqual({
      message: '"a.png" is larger than the 10 MB that this app takes. Choose a smaller file.',
      data: { reason: 'size', name: 'a.png', limit: 10 },
    })
  })

  it('tell kinds by media types', () => {
    expect(['image/png', 'audio/ogg', 'video/mp4', 'text/csv', ''].map(fileKindOf)).toEqual([
      'image',
      'audio',
      'video',
      'document',
      'document',
    ])
  })
})
