import { FILE_KINDS, type FileKind, type FileUploadFeature, UPLOAD_METHODS } from '../../features.ts'
import type { JsonObject } from '../../json.ts'
import { defined, type Reader } from '../reader.ts'
import { isUntouched } from './untouched.ts'

/** Where the sizes of kinds stand. Dify has none for `custom`: such files count as documents. */
const SIZE_KEYS: Readonly<Record<Exclude<FileKind, 'custom'>, string>> = {
  image: 'image_file_size_limit',
  document: 'file_size_limit',
  audio: 'audio_file_size_limit',
  video: 'video_file_size_limit',
}

function known<T extends string>(words: readonly string[] | undefined, all: readonly T[]): readonly T[] {
  return (words ?? []).flatMap((word) => all.find((each) => each === word) ?? [])
}

function readSizes(config: Reader | undefined): FileUploadFeature['maxMegabytes'] {
  if (!config) return undefined
  const sizes = defined<{ [Kind in FileKind]?: number }>({
    image: config.count(SIZE_KEYS.image),
    document: config.count(SIZE_KEYS.document),
    audio: config.count(SIZE_KEYS.audio),
    video: config.count(SIZE_KEYS.video),
    custom: config.count('skep_custom_file_size_limit'),
  })
  return Object.keys(sizes).length > 0 ? sizes : undefined
}

/** Older files only know pictures, under `image`; what they say holds where the newer keys say nothing. @internal */
export function readFileUpload(data: Reader | undefined): FileUploadFeature | undefined {
  if (!data || isUntouched(data)) return undefined
  const image = data.inner('image')
  const has = (key: string): boolean => data.json(key) !== undefined
  const methods = has('allowed_file_upload_methods')
    ? data.texts('allowed_file_upload_methods')
    : image?.texts('transfer_methods')
  return defined<FileUploadFeature>({
    enabled: (data.boolean('enabled') ?? false) || (image?.boolean('enabled') ?? false),
    types: has('allowed_file_types') ? known(data.texts('allowed_file_types'), FILE_KINDS) : ['image'],
    extensions: data.texts('allowed_file_extensions'),
    methods: methods ? known(methods, UPLOAD_METHODS) : UPLOAD_METHODS,
    maxFiles: data.count('number_limits') ?? image?.count('number_limits') ?? 3,
    maxMegabytes: readSizes(data.inner('fileUploadConfig')),
    imageDetail: image?.choice('detail', ['high', 'low']),
  })
}

/** @internal */
export function writeFileUpload(feature: FileUploadFeature): JsonObject {
  const { enabled, types, extensions, methods, maxFiles, maxMegabytes, imageDetail } = feature
  return defined<JsonObject>({
    enabled,
    allowed_file_types: types,
    allowed_file_extensions: extensions,
    allowed_file_upload_methods: methods,
    number_limits: maxFiles,
    fileUploadConfig:
      maxMegabytes &&
      defined<JsonObject>({
        [SIZE_KEYS.image]: maxMegabytes.image,
        [SIZE_KEYS.document]: maxMegabytes.document,
        [SIZE_KEYS.audio]: maxMegabytes.audio,
        [SIZE_KEYS.video]: maxMegabytes.video,
        skep_custom_file_size_limit: maxMegabytes.custom,
      }),
    image: defined<JsonObject>({
      enabled: enabled && types.includes('image'),
      number_limits: maxFiles,
      transfer_methods: methods,
      detail: imageDetail,
    }),
  })
}
