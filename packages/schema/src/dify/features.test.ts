import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AppFeatures } from '../features.ts'
import { FILE_KINDS, UPLOAD_METHODS } from '../features.ts'
import { featuresField } from '../features-schema.ts'
import type { JsonObject } from '../json.ts'
import { readFeatures, writeFeatureFields, writeFeatures } from './features.ts'
import { Reader, type ReadNotes } from './reader.ts'
import { formatPath } from './report.ts'

function read(tree: JsonObject): { readonly features: AppFeatures; readonly notes: ReadNotes } {
  const notes: ReadNotes = { problems: [], approximations: [] }
  return { features: readFeatures(new Reader(tree, ['workflow', 'features'], notes)), notes }
}

const model = { provider: 'openai', name: 'gpt-4o', mode: 'chat', completion_params: { temperature: 0 } }
const ourModel = { provider: 'openai', name: 'gpt-4o', mode: 'chat', parameters: { temperature: 0 } } as const

const whole: JsonObject = {
  opening_statement: 'Hi {{name}}',
  suggested_questions: ['Why?'],
  suggested_questions_after_answer: { enabled: true, model, prompt: 'Ask about bees', extra: 1 },
  speech_to_text: { enabled: true },
  text_to_speech: { enabled: true, voice: 'v', language: 'en-US', autoPlay: 'enabled' },
  retriever_resource: { enabled: false },
  sensitive_word_avoidance: {
    enabled: true,
    type: 'keywords',
    config: {
      keywords: 'one\n\ntwo words',
      api_based_extension_id: '',
      inputs_config: { enabled: true, preset_response: 'No.' },
      outputs_config: { enabled: false, preset_response: '' },
    },
  },
  file_upload: {
    enabled: true,
    allowed_file_types: ['image', 'custom'],
    allowed_file_extensions: ['.csv'],
    allowed_file_upload_methods: ['local_file'],
    number_limits: 2,
    fileUploadConfig: { file_size_limit: 15, image_file_size_limit: 5, batch_count_limit: 5 },
    image: { enabled: false, number_limits: 3, transfer_methods: ['remote_url'], detail: 'low' },
  },
  annotation_reply: {
    enabled: true,
    score_threshold: 0.8,
    embedding_model: { embedding_provider_name: 'langgenius/openai/openai', embedding_model_name: 'small' },
  },
  something_new: { a: [1] },
}

describe('features of a Dify file', () => {
  it('become our own and come back as they were', () => {
    const { features, notes } = read(whole)
    const { foreign, ...ours } = features
    expect(ours).toEqual({
      openingStatement: 'Hi {{name}}',
      suggestedQuestions: ['Why?'],
      citations: false,
      followUps: { enabled: true, model: ourModel, prompt: 'Ask about bees' },
      moderation: {
        enabled: true,
        method: { type: 'keywords', keywords: ['one', 'two words'] },
        inputs: { enabled: true, presetReply: 'No.' },
        outputs: { enabled: false, presetReply: '' },
      },
      annotationReply: {
        enabled: true,
        scoreThreshold: 0.8,
        embeddingModel: { provider: 'openai', name: 'small' },
      },
      fileUpload: {
        enabled: true,
        types: ['image', 'custom'],
        extensions: ['.csv'],
        methods: ['local_file'],
        maxFiles: 2,
        maxMegabytes: { image: 5, document: 15 },
        imageDetail: 'low',
      },
      speechToText: { enabled: true },
      textToSpeech: { enabled: true, voice: 'v', language: 'en-US', autoPlay: true },
    } satisfies AppFeatures)
    expect(foreign).toBeDefined()
    expect(notes).toEqual({ problems: [], approximations: [] })
    expect(writeFeatures(features)).toEqual(whole)
  })

  it('that nobody has touched are absent', () => {
    const tree: JsonObject = {
      opening_statement: '',
      suggested_questions: [],
      suggested_questions_after_answer: { enabled: false },
      speech_to_text: { enabled: false },
      text_to_speech: { enabled: false, voice: '', language: '' },
      retriever_resource: { enabled: true },
      sensitive_word_avoidance: { enabled: false },
      file_upload: {},
    }
    const { features } = read(tree)
    expect({ ...features, foreign: undefined }).toEqual({ foreign: undefined })
    expect(writeFeatures(features)).toEqual(tree)
  })

  it.each([
    ['the moderation service', { type: 'openai_moderation', config: {} }, 'model'],
    ['an extension', { type: 'api', config: { api_based_extension_id: 'ext-1' } }, 'host'],
    ['a type of the host', { type: 'aliyun', config: { level: 2 } }, 'host'],
  ])('understand moderation by %s', (_, moderation, type) => {
    const tree = { sensitive_word_avoidance: { enabled: true, ...moderation } }
    const { features } = read(tree)
    expect(features.moderation?.method.type).toBe(type)
    expect(writeFeatures(features)).toEqual(tree)
  })

  it('of older files know pictures alone', () => {
    const tree = {
      file_upload: { image: { enabled: true, number_limits: 2, transfer_methods: ['remote_url'] } },
    }
    const { features } = read(tree)
    expect(features.fileUpload).toEqual({
      enabled: true,
      types: ['image'],
      extensions: [],
      methods: ['remote_url'],
      maxFiles: 2,
    })
    expect(writeFeatures(features)).toEqual(tree)
  })

  it('give way to an edit', () => {
    const { features } = read(whole)
    const { followUps } = features
    if (!followUps) throw new Error('no follow-ups')
    const edited = writeFeatures({ ...features, followUps: { ...followUps, prompt: 'Other' } })
    expect(edited).toEqual({
      ...whole,
      suggested_questions_after_answer: { enabled: true, model, prompt: 'Other', extra: 1 },
    })
  })

  it('that cannot be meant are problems with their paths', () => {
    const { notes } = read({
      suggested_questions_after_answer: 'yes',
      file_upload: { enabled: true, number_limits: -1 },
    })
    expect(notes.problems.map(({ path }) => formatPath(path))).toEqual([
      'workflow.features.suggested_questions_after_answer',
      'workflow.features.file_upload.number_limits',
    ])
  })

  it('of our own survive a file', () => {
    const text = fc.string({ minLength: 1, maxLength: 12 })
    const stage = fc.record({ enabled: fc.boolean(), presetReply: fc.string() })
    const choice = fc.record({
      provider: text.filter((each) => !each.includes('/')),
      name: text,
      mode: fc.constantFrom('chat' as const, 'completion' as const),
      parameters: fc.constant({ temperature: 0.5 }),
    })
    const keyword = text.filter((each) => each.trim() !== '' && !/[\n]/.test(each))
    const method = fc.oneof(
      fc.record({ type: fc.constant('keywords' as const), keywords: fc.array(keyword) }),
      fc.record(
        { type: fc.constant('model' as const), model: choice, rules: text },
        { requiredKeys: ['type', 'model'] },
      ),
      fc.record({ type: fc.constant('host' as const), name: text }),
    )
    const features = fc.record(
      {
        followUps: fc.record(
          { enabled: fc.constant(true), model: choice, prompt: text },
          { requiredKeys: ['enabled'] },
        ),
        moderation: fc.record(
          {
            enabled: fc.boolean(),
            method,
            inputs: stage,
            outputs: stage,
            onFailure: fc.constantFrom('allow' as const, 'block' as const),
          },
          { requiredKeys: ['enabled', 'method', 'inputs', 'outputs'] },
        ),
        annotationReply: fc.record({ enabled: fc.boolean(), scoreThreshold: fc.constantFrom(0, 0.5, 1) }),
        fileUpload: fc.record(
          {
            enabled: fc.boolean(),
            types: fc.uniqueArray(fc.constantFrom(...FILE_KINDS)),
            extensions: fc.array(text),
            methods: fc.uniqueArray(fc.constantFrom(...UPLOAD_METHODS)),
            maxFiles: fc.nat(20),
            maxMegabytes: fc.constant({ image: 1, custom: 2 }),
            imageDetail: fc.constantFrom('high' as const, 'low' as const),
          },
          { requiredKeys: ['enabled', 'types', 'extensions', 'methods', 'maxFiles'] },
        ),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(features, (given) => {
        expect(featuresField.safeParse(given).success).toBe(true)
        expect(read(writeFeatureFields(given)).features).toEqual(given)
      }),
    )
  })
})
