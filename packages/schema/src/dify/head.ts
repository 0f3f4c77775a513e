import type { AppMode } from '../app.ts'
import { isPlainObject, type JsonObject } from '../json.ts'
import type { Reader } from './reader.ts'
import { ImportFailure } from './report.ts'

/** The kind of a file that holds a pipeline for documents; it has no app and no mode. @internal */
export const PIPELINE_KIND = 'rag_pipeline'

/** The portable agent of Dify 1.16: settings that only its server can run. @internal */
export const NEW_AGENT_MODE = 'agent'

/** Where an app's name stands, and which part of the file says what it does. @internal */
export interface ReadHead {
  readonly head: Reader
  readonly mode: AppMode
  /** `none`: nothing of it can run here; the file is kept whole. */
  readonly body: 'workflow' | 'model_config' | 'none'
  readonly isPipeline: boolean
}

const ASSISTANT_MODES: Readonly<Record<string, AppMode>> = {
  chat: 'chat',
  'agent-chat': 'agent',
  [NEW_AGENT_MODE]: 'agent',
  completion: 'completion',
}

/** The name of a mode in Dify's files; those of apps with a graph are two. @internal */
export function toDifyMode(mode: AppMode, hasGraph: boolean): string {
  if (hasGraph) return mode === 'workflow' ? 'workflow' : 'advanced-chat'
  if (mode === 'agent') return 'agent-chat'
  return mode === 'completion' ? 'completion' : 'chat'
}

function missing(code: 'DSL_MISSING_WORKFLOW' | 'DSL_MISSING_MODEL_CONFIG', part: string): ImportFailure {
  return new ImportFailure(
    code,
    `The file names an app of this mode but holds no ${part}. Export it again.`,
    {
      path: part,
    },
  )
}

function readBody(mode: string, root: JsonObject): Pick<ReadHead, 'mode' | 'body'> {
  const hasWorkflow = isPlainObject(root.workflow)
  if (mode === 'workflow' || mode === 'advanced-chat') {
    if (!hasWorkflow) throw missing('DSL_MISSING_WORKFLOW', 'workflow')
    return { mode: mode === 'workflow' ? 'workflow' : 'chatflow', body: 'workflow' }
  }
  const own = Object.hasOwn(ASSISTANT_MODES, mode) ? ASSISTANT_MODES[mode] : undefined
  if (!own) {
    throw new ImportFailure('DSL_UNSUPPORTED', 'The file names no app mode that is known here.', {
      mode: mode.slice(0, 40),
      path: 'app.mode',
    })
  }
  if (isPlainObject(root.model_config)) return { mode: own, body: 'model_config' }
  if (hasWorkflow) return { mode: 'chatflow', body: 'workflow' }
  if (mode === NEW_AGENT_MODE && isPlainObject(root.agent)) return { mode: own, body: 'none' }
  throw missing('DSL_MISSING_MODEL_CONFIG', 'model_config')
}

/** @throws {@link ImportFailure} when the file is no app. @internal */
export function findHead(root: Reader): Pick<ReadHead, 'head' | 'isPipeline'> {
  const tree = root.value
  if (isPlainObject(tree.app)) return { head: root.inner('app') ?? root, isPipeline: false }
  const pipeline = tree.kind === PIPELINE_KIND ? root.inner(PIPELINE_KIND) : undefined
  if (pipeline) return { head: pipeline, isPipeline: true }
  throw new ImportFailure('DSL_NOT_AN_APP', 'The file is not an app: it has no "app" part.', { path: 'app' })
}

/** @throws {@link ImportFailure} when an app says no more than that it is one. @internal */
export function readHead(found: Pick<ReadHead, 'head' | 'isPipeline'>, { value: tree }: Reader): ReadHead {
  const mode = found.isPipeline ? 'workflow' : (found.head.text('mode') ?? '')
  return { ...found, ...readBody(mode, tree) }
}
