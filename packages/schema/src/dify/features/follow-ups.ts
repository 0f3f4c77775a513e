import type { FollowUpsFeature } from '../../features.ts'
import type { JsonObject } from '../../json.ts'
import { readModel, writeModel } from '../nodes/shared.ts'
import { defined, type Reader } from '../reader.ts'
import { isUntouched } from './untouched.ts'

/** @internal */
export function readFollowUps(data: Reader | undefined): FollowUpsFeature | undefined {
  if (!data || isUntouched(data)) return undefined
  return defined<FollowUpsFeature>({
    enabled: data.boolean('enabled') ?? false,
    model: data.inner('model') && readModel(data),
    prompt: data.text('prompt') || undefined,
  })
}

/** @internal */
export function writeFollowUps({ enabled, model, prompt }: FollowUpsFeature): JsonObject {
  return defined<JsonObject>({ enabled, model: model && writeModel(model), prompt })
}
