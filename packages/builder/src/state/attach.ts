import type { SkepClient } from '@skep/client'
import type { Store } from '@skep/react/jotai'
import { CODE_LANGUAGES, type Issue, type NodeDefinition, validate } from '@skep/schema'
import { createClientIssues } from './client-issues.ts'
import { appAtom } from './edit-atoms.ts'
import { issuesAtom } from './issues-atoms.ts'
import { knowledgeAtom, modelsAtom, toolsAtom } from './lists-atoms.ts'

const VALIDATE_DELAY_MS = 200

/** Keeps the list of issues up to date while the app changes. @internal */
export function attachValidation(
  store: Store,
  definitions: readonly NodeDefinition[],
  client: SkepClient,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const press = watchPress()
  const check = (): void => {
    timer = undefined
    if (press.isDown()) {
      later()
      return
    }
    const models = store.get(modelsAtom)
    const knowledge = store.get(knowledgeAtom)
    const tools = store.get(toolsAtom)
    const app = store.get(appAtom)
    const own = validate(app, {
      nodes: definitions,
      codeLanguages: CODE_LANGUAGES, // the client knows which of them run
      ...(models ? { models } : {}),
      ...(knowledge ? { knowledge } : {}),
      ...(tools ? { tools } : {}),
    })
    store.set(issuesAtom, oneUnreadablePerNode([...own, ...theirs.of(app)]))
    theirs.ask(app)
  }
  const theirs = createClientIssues(client, check)
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(check, VALIDATE_DELAY_MS)
  }
  check()
  const ends = [appAtom, modelsAtom, knowledgeAtom, toolsAtom].map((source) => store.sub(source, later))
  return () => {
    clearTimeout(timer)
    theirs.close()
    press.close()
    for (const end of ends) end()
  }
}

/**
 * Problems come and go above and below the fields. While a button of the mouse is down they wait: what moves away
 * under the pointer between its press and its release is not clicked.
 */
function watchPress(): { readonly isDown: () => boolean; readonly close: () => void } {
  let isDown = false
  const listening = new AbortController()
  const listen = (type: string, value: boolean): void =>
    window.addEventListener(type, () => (isDown = value), { capture: true, signal: listening.signal })
  listen('pointerdown', true)
  for (const type of ['pointerup', 'pointercancel', 'blur']) listen(type, false)
  return { isDown: () => isDown, close: () => listening.abort() }
}

// A config of another shape breaks in many fields at once, which is one problem to people.
function oneUnreadablePerNode(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string | undefined>()
  return issues.filter((issue) => {
    if (issue.code !== 'CONFIG_INVALID') return true
    const isFirst = !seen.has(issue.nodeId)
    seen.add(issue.nodeId)
    return isFirst
  })
}

/** Loads what the panels choose from, and follows changes of knowledge bases. @internal */
export function attachLists(store: Store, client: SkepClient): () => void {
  let isEnded = false
  // A list that cannot be had leaves its atom empty: validation then does not check against it.
  const load = <T>(promise: Promise<T>, take: (value: T) => void): void =>
    void promise.then(
      (value) => {
        if (!isEnded) take(value)
      },
      () => undefined,
    )
  const loadKnowledge = (): void => load(client.knowledge.list(), (value) => store.set(knowledgeAtom, value))
  load(client.models.list(), (value) => store.set(modelsAtom, value))
  load(client.tools.list(), (value) => store.set(toolsAtom, value))
  loadKnowledge()
  const unwatch = client.knowledge.watch((event) => {
    if (event.type === 'base_changed' || event.type === 'base_removed') loadKnowledge()
  })
  return () => {
    isEnded = true
    unwatch()
  }
}
