import { describe, expect, it } from 'vitest'
import { type AppFeatures, type AppMode, createApp, type Environment, validate } from '../index.ts'

const environment: Environment = {
  nodes: [],
  models: [{ provider: 'p', model: 'm', kind: 'chat' }],
  moderation: false,
}
const stage = { enabled: true, presetReply: 'No.' }
const model = { provider: 'p', name: 'm', mode: 'chat', parameters: {} } as const

function found(features: AppFeatures, mode: AppMode = 'chatflow'): readonly string[] {
  const app = { ...createApp({ id: 'a', mode, name: 'A' }), features }
  return validate(app, environment)
    .filter(({ path }) => path[0] === 'features')
    .map(({ severity, code, path }) => `${severity} ${code} ${path.slice(1).join('.')}`)
}

describe('validate: features', () => {
  it('finds nothing wrong with none, and none with good ones', () => {
    expect(found({})).toEqual([])
    expect(
      found({
        followUps: { enabled: true, model },
        moderation: {
          enabled: true,
          method: { type: 'model', model },
          inputs: stage,
          outputs: { enabled: false, presetReply: '' },
        },
        annotationReply: { enabled: true, scoreThreshold: 0.5 },
        fileUpload: { enabled: true, types: ['image'], extensions: [], methods: ['local_file'], maxFiles: 1 },
      }),
    ).toEqual([])
  })

  it('says nothing of what is off', () => {
    const off = { enabled: false, presetReply: '' }
    expect(
      found({
        followUps: { enabled: false },
        moderation: {
          enabled: false,
          method: { type: 'keywords', keywords: [] },
          inputs: off,
          outputs: off,
        },
        annotationReply: { enabled: false, scoreThreshold: 7 },
        fileUpload: { enabled: false, types: [], extensions: [], methods: [], maxFiles: 0 },
      }),
    ).toEqual([])
  })

  it('calls a guard that cannot work an error', () => {
    const moderation = { enabled: true, inputs: stage, outputs: { enabled: true, presetReply: ' ' } }
    expect(found({ moderation: { ...moderation, method: { type: 'keywords', keywords: [' '] } } })).toEqual([
      'error FIELD_REQUIRED moderation.outputs.presetReply',
      'error FIELD_REQUIRED moderation.method.keywords',
    ])
    const missing = { ...model, provider: '', name: '' }
    const fine = { ...moderation, outputs: stage }
    expect(found({ moderation: { ...fine, method: { type: 'model', model: missing } } })).toEqual([
      'error MODEL_MISSING moderation.method.model',
    ])
    expect(found({ moderation: { ...fine, method: { type: 'host', name: 'x' } } })).toEqual([
      'error MODERATION_UNAVAILABLE moderation.method',
    ])
    const off = { enabled: false, presetReply: '' }
    expect(
      found({
        moderation: {
          enabled: true,
          method: { type: 'keywords', keywords: ['a'] },
          inputs: off,
          outputs: off,
        },
      }),
    ).toEqual(['warning FIELD_REQUIRED moderation.inputs.enabled'])
  })

  it('warns of helpers that cannot help', () => {
    expect(
      found({
        followUps: { enabled: true },
        annotationReply: {
          enabled: true,
          scoreThreshold: 0.9,
          embeddingModel: { provider: 'p', name: 'x' },
        },
        openingStatement: 'Hi {{name}} {{ name }}',
      }),
    ).toEqual([
      'warning VARIABLE_MISSING openingStatement',
      'warning MODEL_MISSING followUps.model',
      'warning MODEL_UNKNOWN annotationReply.embeddingModel',
    ])
  })

  it('wants limits on files that a file can keep', () => {
    const fileUpload = {
      enabled: true,
      types: ['custom'],
      extensions: [' '],
      methods: [],
      maxFiles: 0,
    } as const
    expect(found({ fileUpload }, 'workflow')).toEqual([
      'error FIELD_REQUIRED fileUpload.extensions',
      'error FIELD_REQUIRED fileUpload.methods',
      'error FIELD_INVALID fileUpload.maxFiles',
    ])
  })

  it('looks at nothing but files in a workflow, which does not talk', () => {
    expect(found({ followUps: { enabled: true }, openingStatement: '{{x}}' }, 'workflow')).toEqual([])
  })
})
