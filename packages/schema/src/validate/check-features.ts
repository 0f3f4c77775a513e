import type { App } from '../app.ts'
import type { Environment } from '../define-node.ts'
import { type FileUploadFeature, type ModerationFeature, variablesInOpening } from '../features.ts'
import type { Issue } from '../issues.ts'
import type { JsonObject } from '../json.ts'
import { checkModel, type ModelChoice } from '../nodes/model-fields.ts'
import { startNode } from '../nodes/start.ts'

type Found = Omit<Issue, 'path' | 'params'> & {
  readonly path: readonly (string | number)[]
  readonly params?: JsonObject
}

function checkChoice(
  model: ModelChoice,
  environment: Environment,
  severity: Issue['severity'],
  path: readonly (string | number)[],
): readonly Found[] {
  return checkModel(model, environment, path).map((problem) => ({ ...problem, severity }))
}

/** A chat whose guard cannot work must not be published, so these are errors. */
function checkModeration(feature: ModerationFeature, environment: Environment): readonly Found[] {
  if (!feature.enabled) return []
  const { method, inputs, outputs } = feature
  const stages = { inputs, outputs } as const
  const found: Found[] = []
  if (!inputs.enabled && !outputs.enabled) {
    found.push({ code: 'FIELD_REQUIRED', severity: 'warning', path: ['moderation', 'inputs', 'enabled'] })
  }
  for (const [name, { enabled, presetReply }] of Object.entries(stages)) {
    if (enabled && presetReply.trim() === '') {
      found.push({ code: 'FIELD_REQUIRED', severity: 'error', path: ['moderation', name, 'presetReply'] })
    }
  }
  if (method.type === 'keywords' && method.keywords.every((keyword) => keyword.trim() === '')) {
    found.push({
      code: 'FIELD_REQUIRED',
      severity: 'error',
      path: ['moderation', 'method', 'keywords'],
    })
  } else if (method.type === 'model') {
    found.push(...checkChoice(method.model, environment, 'error', ['moderation', 'method', 'model']))
  } else if (method.type === 'host' && environment.moderation === false) {
    found.push({
      code: 'MODERATION_UNAVAILABLE',
      severity: 'error',
      path: ['moderation', 'method'],
      params: { name: method.name },
    })
  }
  return found
}

function checkFileUpload(feature: FileUploadFeature): readonly Found[] {
  if (!feature.enabled) return []
  const { types, extensions, methods, maxFiles } = feature
  const required = (key: string): Found => ({
    code: 'FIELD_REQUIRED',
    severity: 'error',
    path: ['fileUpload', key],
  })
  return [
    ...(types.length === 0 ? [required('types')] : []),
    ...(types.includes('custom') && extensions.every((each) => each.trim() === '')
      ? [required('extensions')]
      : []),
    ...(methods.length === 0 ? [required('methods')] : []),
    ...(Number.isInteger(maxFiles) && maxFiles > 0
      ? []
      : [{ code: 'FIELD_INVALID', severity: 'error', path: ['fileUpload', 'maxFiles'] } as const]),
  ]
}

function formFields(app: App): ReadonlySet<string> {
  const start = app.graph.nodes.find((node) => node.type === startNode.type && node.parentId === undefined)
  const config = start && startNode.config.safeParse(start.config)
  return new Set(config?.success ? config.data.variables.map(({ variable }) => variable) : [])
}

function checkOpening(app: App, opening: string): readonly Found[] {
  const names = [...new Set(variablesInOpening(opening))]
  if (names.length === 0) return []
  const known = formFields(app)
  return names
    .filter((name) => !known.has(name))
    .map((name) => ({
      code: 'VARIABLE_MISSING',
      severity: 'warning',
      path: ['openingStatement'],
      params: { selector: ['start', name] },
    }))
}

function hasModel(app: App): boolean {
  return app.graph.nodes.some(({ config }) => {
    const { model } = config
    return (
      typeof model === 'object' &&
      model !== null &&
      'provider' in model &&
      'name' in model &&
      model.provider !== '' &&
      model.name !== ''
    )
  })
}

/**
 * What is wrong with the features around the graph. Those that only add to an answer give warnings: without them the
 * answer is as good as before. A workflow does not talk, so all but its files is left alone.
 * @internal
 */
export function checkFeatures(app: App, environment: Environment): readonly Issue[] {
  const { openingStatement, followUps, moderation, annotationReply, fileUpload } = app.features
  const found: Found[] = fileUpload ? [...checkFileUpload(fileUpload)] : []
  if (app.mode !== 'workflow') {
    if (openingStatement) found.push(...checkOpening(app, openingStatement))
    if (moderation) found.push(...checkModeration(moderation, environment))
    if (followUps?.enabled) {
      const path = ['followUps', 'model']
      if (followUps.model) found.push(...checkChoice(followUps.model, environment, 'warning', path))
      else if (!hasModel(app)) found.push({ code: 'MODEL_MISSING', severity: 'warning', path })
    }
    if (annotationReply?.enabled) {
      const { scoreThreshold, embeddingModel } = annotationReply
      if (!(scoreThreshold >= 0 && scoreThreshold <= 1)) {
        const path = ['annotationReply', 'scoreThreshold']
        found.push({ code: 'FIELD_INVALID', severity: 'error', path })
      }
      if (embeddingModel) {
        const model: ModelChoice = { ...embeddingModel, mode: 'chat', parameters: {} }
        found.push(...checkChoice(model, environment, 'warning', ['annotationReply', 'embeddingModel']))
      }
    }
  }
  return found.map(({ path, params = {}, ...issue }) => ({ ...issue, path: ['features', ...path], params }))
}
